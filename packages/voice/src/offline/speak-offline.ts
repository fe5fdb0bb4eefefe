import type { CallContext, FilmWarning } from '@bom/domain';
import { decodeSound } from '../sound/decode-sound.ts';
import { writeWav } from '../sound/wav.ts';
import type { RawSpeech, Speaker, SpokenPart } from '../types.ts';
import { chooseEspeakVoice, listEspeakVoices } from './choose-espeak-voice.ts';
import { markTexts, readMarks } from './marked-speech.ts';
import { runEspeak } from './run-espeak.ts';

/** An announcer's pace; espeak-ng's own 175 sounds hurried. */
const wordsPerMinute = 158;
/** A little below the middle of 0..99: less nasal. */
const pitch = 44;

/** espeak-ng on this machine: no network, no cost, any of some hundred languages, and a voice that is plainly a machine's. */
export function createOfflineSpeaker(workDir: string): Speaker {
  let installed: Promise<Set<string>> | undefined;
  return {
    provider: 'offline',
    model: 'espeak-ng',
    price: undefined,
    maxChars: 4000,
    async chooseVoice({ language }, signal) {
      installed ??= listEspeakVoices(signal).catch((error: unknown) => {
        installed = undefined;
        throw error;
      });
      const { name, speaksLanguage } = chooseEspeakVoice(language, await installed);
      const warnings: FilmWarning[] = [
        { code: 'offline_voice', detail: 'The narration was spoken by the built-in voice, not by a voice service.' },
      ];
      if (!speaksLanguage) {
        warnings.push({
          code: 'voice_language_unknown',
          detail: `The built-in voice does not speak "${language}"; it spoke with an English accent.`,
        });
      }
      return { voice: name, warnings };
    },
    speak: (part, call) => speakOffline(part, call, workDir),
  };
}

async function speakOffline(part: SpokenPart, call: CallContext, workDir: string): Promise<RawSpeech> {
  const startedAt = performance.now();
  const speed = Math.round(Math.min(400, Math.max(80, wordsPerMinute * part.speed)));
  const args = ['-v', part.voice, '-s', String(speed), '-p', String(pitch), '-b', '1', '--stdin', '--stdout'];
  const wavs: Buffer[] = [];
  for (const text of markTexts(part.plan)) wavs.push(await runEspeak({ args, text, signal: call.signal }));
  const { samples, sampleRate, times } = readMarks(part.plan, wavs);
  const bytes = writeWav(samples, sampleRate);
  const { scene } = part;
  const resampled = await decodeSound({ bytes, provider: 'espeak-ng', tempo: 1, workDir, signal: call.signal, scene });
  call.recordUsage({
    provider: 'offline',
    model: 'espeak-ng',
    operation: 'voice.speak',
    requestId: null,
    inputTokens: 0,
    outputTokens: 0,
    units: part.plan.text.length,
    unit: 'character',
    costMicrocents: 0,
    ok: true,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return { samples: resampled, times };
}
