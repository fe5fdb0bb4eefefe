/** What every take is: 48 kHz, mono. */
export const takeSampleRate = 48_000;
