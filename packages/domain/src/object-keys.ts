/** Where things lie in storage. All but films are named by their content, so that nothing is ever overwritten. */
export const mediaKey = (sha256: string): string => `media/${sha256}`;
export const segmentKey = (key: string): string => `segments/${key}.mp4`;
export const audioMixKey = (key: string): string => `audio/${key}.m4a`;
export const timelineKey = (sha256: string): string => `timelines/${sha256}.json`;
export const filmKey = (videoId: string, sha256: string, extension: string): string =>
  `films/${videoId}/${sha256}.${extension}`;
