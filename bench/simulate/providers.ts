import type { CallContext, PlannedCall, Script } from '@bom/domain';
import type { Imagery } from '@bom/imagery';
import type { Llm, LlmResult } from '@bom/llm';
import type { Voice } from '@bom/voice';
import { around, drawOf, spend } from './clock.ts';
import { durations } from './durations.ts';

/** Beats of a film whose durations were taken. */
const usualBeats = 8;

/**
 * The models of a usual installation, each call as long as it probably takes, booked and recorded as the real adapters do.
 * With fewer beats a film is as long, and each of its calls longer.
 */
export function simulateProviders(beats: number): { llm: Llm; imagery: Imagery; voice: Voice } {
  const stretch = usualBeats / beats;
  return { llm: simulateLlm(beats), imagery: simulateImagery(stretch), voice: simulateVoice(stretch) };
}

interface SimulatedCall extends PlannedCall {
  seconds: number;
  costMicrocents: number;
  /** A call that is submitted and then asked after, as fal's are: its id is kept before it is waited for. */
  isQueued?: boolean;
}

async function pay(call: CallContext, { seconds, costMicrocents, isQueued, ...planned }: SimulatedCall): Promise<void> {
  await call.authorizeSpend(costMicrocents, planned);
  if (isQueued) await call.savePending({ provider: planned.provider, requestId: 'simulated' });
  await spend(seconds, call.signal);
  const { provider, model, operation, units, unit } = planned;
  const tokens = { inputTokens: 2_000, outputTokens: unit === 'token' ? units : 0 };
  const usage = { provider, model, operation, requestId: 'simulated', units, unit, ...tokens };
  call.recordUsage({ ...usage, costMicrocents, ok: true, durationMs: seconds * 1000 });
}

function simulateLlm(beats: number): Llm {
  const write = async <T>(call: CallContext, operation: string, seconds: number, value: T): Promise<LlmResult<T>> => {
    const model = 'claude-sonnet-5-5';
    const planned = { provider: 'anthropic', model, operation, units: 700, unit: 'token' as const };
    await pay(call, { ...planned, seconds, costMicrocents: 1_200_000 });
    return { value, provider: 'anthropic', model, warnings: [] };
  };
  return {
    provider: 'anthropic',
    price: undefined,
    writeScript: ({ brief }, call) => {
      const seconds = around(durations.script, drawOf(`script ${brief.topic}`));
      return write(call, 'script.write', seconds, scriptOf(brief.topic ?? brief.business_name, beats));
    },
    describeShots: ({ script }, call) => {
      const hook = { kind: 'hook' as const, scene: null, prompt: script.hook };
      const scenes = script.scenes.map(({ visual }, scene) => ({ kind: 'scene' as const, scene, prompt: visual }));
      const seconds = around(durations.shots, drawOf(`shots ${script.hook}`));
      return write(call, 'shots.describe', seconds, [hook, ...scenes]);
    },
    reviseScript: ({ script }, call) => write(call, 'script.revise', durations.script, script),
  };
}

/** A hook, scenes, a call to action; the topic in each makes every film one of its own. */
function scriptOf(topic: string, beats: number): Script {
  const scenes = Array.from({ length: beats - 2 }, (_, index) => index + 1).map((number) => ({
    narration: `Part ${number} of ${topic}: we bake at four, and the loaf is waiting for you.`,
    visual: `Scene ${number}: a baker folds dough in morning light.`,
  }));
  return { language: 'en', hook: `What does ${topic} smell of?`, scenes, cta: `Come by and taste ${topic} today.` };
}

function simulateImagery(stretch: number): Imagery {
  return {
    provider: 'fal',
    model: 'flux/dev',
    priceOf: () => undefined,
    async makeImage({ seed, prompt }, call) {
      const planned = {
        provider: 'fal',
        model: 'flux/dev',
        operation: 'image.make',
        units: 1,
        unit: 'megapixel' as const,
      };
      const seconds = around(durations.picture * stretch ** 0.7, drawOf(seed));
      await pay(call, { ...planned, seconds, costMicrocents: 2_500_000, isQueued: true });
      const size = { width: 1080, height: 1920 };
      const bytes = Buffer.from(JSON.stringify({ kind: 'image', ...size, seed, prompt }));
      return { bytes, mimeType: 'image/png', ...size, provider: 'fal', model: 'flux/dev', warnings: [] };
    },
  };
}

const secondsPerWord = 0.26;

function simulateVoice(stretch: number): Voice {
  return {
    provider: 'elevenlabs',
    price: undefined,
    async speak({ text }, call) {
      const planned = { provider: 'elevenlabs', model: 'eleven_multilingual_v2', operation: 'voice.speak' };
      const units = { units: text.length, unit: 'character' as const };
      const seconds = around(durations.take * stretch, drawOf(text));
      await pay(call, { ...planned, ...units, seconds, costMicrocents: text.length * 10_000 });
      const said = text.split(' ');
      const durationMs = Math.round(said.length * secondsPerWord * stretch * 1000);
      const each = durationMs / said.length;
      const words = said.map((word, at) => ({ text: word, startMs: at * each, endMs: (at + 1) * each }));
      const wav = Buffer.from(JSON.stringify({ kind: 'audio', durationMs, text }));
      const by = { provider: 'elevenlabs', model: planned.model, voice: 'simulated' };
      return { wav, durationMs, words, timing: 'exact', ...by, warnings: [] };
    },
  };
}
