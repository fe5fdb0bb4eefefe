/**
 * Seconds of real life at the seams. Rendering: processor seconds of `bench/render/main.ts --only film` (a vertical film of 900
 * frames, standard profile), so a worker is taken to have a core of its own for each segment. Fetching: about the processor
 * time of each call on the same machine (a picture of 1080x1920 is inspected in 0.06 s and searched for its focus in 0.05, a
 * take of 4 s inspected in 0.21 and decoded in 0.20, a music bed made in 1.5). Providers can't be asked without keys, so theirs
 * are assumptions: a model that writes 600 to 800 tokens at 75 a second, a queued picture of one megapixel, a spoken sentence of
 * 80 characters.
 */
export const durations = {
  script: 9,
  shots: 11,
  picture: 4,
  take: 1.5,
  segmentFrame: 0.0267,
  mix: 3.2,
  join: 0.27,
  check: 2.9,
  poster: 0.4,
  musicBed: 1.2,
  inspect: 0.12,
  toWav: 0.2,
  focus: 0.15,
  pauses: 0.05,
} as const;
