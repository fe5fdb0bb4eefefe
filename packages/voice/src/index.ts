export { createVoice } from './create-voice.ts';
export { alignWords } from './align/align-words.ts';
export type { SpeakRequest, Take, Voice, VoiceConfig, VoiceProvider } from './types.ts';
