/** What social platforms play at without turning a film down or up. */
export const targetLufs = -14;
export const loudnessToleranceLu = 0.5;
/** Headroom for the platforms' own encoders (EBU R 128 s2 and AES TD1008 ask for as much). */
export const maxTruePeakDbtp = -1;
