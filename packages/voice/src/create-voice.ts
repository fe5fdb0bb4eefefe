import { CancelledError, PermanentError, type CallContext, type FilmWarning, type SpokenWord } from '@bom/domain';
import { alignUnits } from './align/align-words.ts';
import { joinParts } from './join-parts.ts';
import { createOfflineSpeaker } from './offline/speak-offline.ts';
import { createElevenLabsSpeaker } from './providers/elevenlabs.ts';
import { createOpenAiSpeaker } from './providers/openai.ts';
import { finishTake } from './sound/finish-take.ts';
import { takeSampleRate } from './sound/take-format.ts';
import { planSpeech } from './text/plan-speech.ts';
import { splitPlan } from './text/split-plan.ts';
import { spreadWords } from './text/spread-words.ts';
import type { Speaker, SpeakRequest, Take, Voice, VoiceConfig, VoiceProvider } from './types.ts';

/**
 * A narrator. Opens nothing until it speaks. Throws PermanentError `provider_not_configured` where the provider's settings
 * are missing.
 *
 * `speak` throws RateLimitedError `voice_rate_limited`; TransientError `voice_timeout`, `voice_connection_lost`,
 * `voice_provider_unavailable`, `voice_bad_audio`, `voice_answer_malformed`, `espeak_*`; PermanentError `voice_text_empty`,
 * `voice_not_found`, `voice_key_rejected`, `voice_account_blocked`, `voice_request_rejected`, `espeak_missing`, and
 * `budget_exceeded` from `authorizeSpend`; CancelledError.
 */
export function createVoice(config: VoiceConfig): Voice {
  const speakers: Partial<Record<VoiceProvider, Speaker>> = { offline: createOfflineSpeaker(config.workDir) };
  if (config.elevenlabs) speakers.elevenlabs = createElevenLabsSpeaker(config.elevenlabs, config.workDir);
  if (config.openai) speakers.openai = createOpenAiSpeaker(config.openai, config.workDir);
  const usual = speakers[config.provider];
  if (!usual) {
    throw new PermanentError(
      'provider_not_configured',
      `The voice provider "${config.provider}" is chosen, but its API key is missing: set it, or choose another.`,
    );
  }
  return {
    provider: config.provider,
    price: usual.price,
    speak: (request, call) => speak(chooseSpeaker(speakers, usual, request), request, call),
  };
}

interface Chosen {
  speaker: Speaker;
  /** Of the provider that speaks; another provider's voice means nothing to it. */
  voiceId: string | undefined;
  warnings: FilmWarning[];
}

/** The client's own provider where it is set up; the usual one, with a warning, where it is not. */
function chooseSpeaker(speakers: Partial<Record<string, Speaker>>, usual: Speaker, { voice }: SpeakRequest): Chosen {
  const wanted = voice.provider ?? usual.provider;
  const speaker = speakers[wanted];
  if (speaker) return { speaker, voiceId: voice.id, warnings: [] };
  const detail = `The voice provider "${wanted}" is not set up; ${usual.provider} spoke instead.`;
  return { speaker: usual, voiceId: undefined, warnings: [{ code: 'voice_provider_fallback', detail }] };
}

async function speak({ speaker, voiceId, warnings }: Chosen, request: SpeakRequest, call: CallContext): Promise<Take> {
  if (call.signal.aborted) throw new CancelledError('The narration was cancelled.', { scene: request.scene });
  const { language } = request;
  const plan = planSpeech(request);
  const chosen = await speaker.chooseVoice({ id: voiceId, language }, call.signal);
  const parts = splitPlan(plan, speaker.maxChars);
  const spoken = [];
  for (const [index, part] of parts.entries()) {
    const raw = await speaker.speak(
      {
        plan: part,
        voice: chosen.voice,
        language,
        speed: request.voice.speed ?? 1,
        previousText: parts[index - 1]?.text ?? request.previousText ?? '',
        nextText: parts[index + 1]?.text ?? request.nextText ?? '',
        scene: request.scene,
      },
      call,
    );
    const times = raw.times ?? alignUnits({ samples: raw.samples, sampleRate: takeSampleRate, plan: part });
    spoken.push({ samples: raw.samples, times, isExact: raw.times !== undefined });
  }
  const isExact = spoken.every((part) => part.isExact);
  const joined = joinParts(spoken);
  const { wav, durationMs, offsetMs } = finishTake(joined.samples);
  const words = placeWords(spreadWords(plan, joined.times), { offsetMs, durationMs });
  return {
    wav,
    durationMs,
    words,
    timing: isExact ? 'exact' : 'estimated',
    provider: speaker.provider,
    model: speaker.model,
    voice: chosen.voice,
    warnings: withScene(
      [...warnings, ...chosen.warnings, ...(isExact ? [] : [estimatedCaptions(speaker)])],
      request.scene,
    ),
  };
}

/** In the take's time, in order, within the take. */
function placeWords(
  words: SpokenWord[],
  { offsetMs, durationMs }: { offsetMs: number; durationMs: number },
): SpokenWord[] {
  let earliest = 0;
  const last = Math.floor(durationMs);
  return words.map(({ text, startMs, endMs }) => {
    const start = Math.min(last, Math.max(earliest, Math.round(startMs - offsetMs)));
    const end = Math.min(last, Math.max(start, Math.round(endMs - offsetMs)));
    earliest = end;
    return { text, startMs: start, endMs: end };
  });
}

function estimatedCaptions({ provider }: Speaker): FilmWarning {
  const detail = `${provider} gave no word times that fit its sound; the captions follow times estimated from the sound.`;
  return { code: 'estimated_captions', detail };
}

function withScene(warnings: FilmWarning[], scene: number | null): FilmWarning[] {
  return warnings.map((warning) => (scene === null ? warning : { ...warning, scene }));
}
