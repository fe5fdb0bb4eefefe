import {
  BudgetExceededError,
  PermanentError,
  ProviderRefusal,
  type CallContext,
  type FilmWarning,
  type StudioError,
} from '@bom/domain';
import { illustrate } from './illustrator/illustrate.ts';
import { createFalIllustrator } from './providers/fal.ts';
import { createOpenAiIllustrator } from './providers/openai.ts';
import { pendingAttempt } from './providers/pending.ts';
import { softenPrompt } from './soften-prompt.ts';
import type {
  ImageRequest,
  Imagery,
  ImageryConfig,
  MadeImage,
  PaidIllustrator,
  PaidProvider,
  ProviderAnswer,
} from './types.ts';

const offlineModel = 'illustrator-1';

/**
 * Pictures for scenes: from the configured models in their order, and from the offline illustrator where no model is
 * configured or none of them would or could draw. Opens nothing. Throws PermanentError `provider_not_configured` where a
 * provider is listed without its settings.
 *
 * `makeImage` goes on to the next model where one refuses the scene twice (the second time in milder words), fails for
 * good, or is known to be down (ProviderRefusal from `authorizeSpend`); each step is a warning. It throws
 * RateLimitedError and TransientError for the queue to try again, CancelledError on abort, and
 * BudgetExceededError from `authorizeSpend`. The last model that is down is waited for, not replaced by the illustrator.
 */
export function createImagery(config: ImageryConfig): Imagery {
  const illustrators = config.providers.map((provider) => createIllustrator(provider, config));
  const first = illustrators[0];
  return {
    provider: first?.provider ?? 'offline',
    model: first?.model ?? offlineModel,
    priceOf: (format) => first && { provider: first.provider, model: first.model, perImage: first.costOf(format) },
    makeImage: (request, call) => makeImage(illustrators, request, call),
  };
}

function createIllustrator(provider: PaidProvider, config: ImageryConfig): PaidIllustrator {
  if (provider === 'fal' && config.fal) return createFalIllustrator(config.fal, config.allowPrivate ?? []);
  if (provider === 'openai' && config.openai) return createOpenAiIllustrator(config.openai);
  throw new PermanentError(
    'provider_not_configured',
    `The image provider "${provider}" is listed, but its API key is missing: set it, or take it off the list.`,
  );
}

async function makeImage(
  illustrators: PaidIllustrator[],
  request: ImageRequest,
  call: CallContext,
): Promise<MadeImage> {
  const warnings: FilmWarning[] = [];
  const warn = (code: string, detail: string): void => {
    warnings.push({ code, detail, ...(request.scene === null ? {} : { scene: request.scene }) });
  };
  for (const [place, illustrator] of illustrators.entries()) {
    const next = illustrators[place + 1]?.provider ?? 'the built-in illustrator';
    try {
      const answer = await drawOrSoften(illustrator, request, call);
      if (!answer.refused) return { ...answer.image, warnings };
      warn('image_refused', `${illustrator.provider} would not draw this scene (${answer.reason}); ${next} was asked.`);
    } catch (error) {
      if (!canGoOn(error, place === illustrators.length - 1)) throw error;
      warn('image_provider_fallback', `${illustrator.provider} could not draw this scene: ${error.message}`);
    }
  }
  const image = await drawOffline(request, call);
  warn('offline_image', 'The picture was drawn by the built-in illustrator, not by an image model.');
  return { ...image, warnings };
}

function canGoOn(error: unknown, isLast: boolean): error is StudioError {
  if (error instanceof ProviderRefusal) return error.state === 'down' && !isLast;
  return error instanceof PermanentError && !(error instanceof BudgetExceededError);
}

/** A refused prompt gets one more chance in milder words. */
async function drawOrSoften(
  illustrator: PaidIllustrator,
  request: ImageRequest,
  call: CallContext,
): Promise<ProviderAnswer> {
  // A saved second attempt means that the first was refused before the crash.
  const startAt = pendingAttempt(call.pending, illustrator.provider);
  if (startAt === 0) {
    const first = await illustrator.draw({ request, prompt: request.prompt, attempt: 0 }, call);
    if (!first.refused) return first;
  }
  return illustrator.draw({ request, prompt: softenPrompt(request.prompt), attempt: 1 }, call);
}

async function drawOffline(request: ImageRequest, call: CallContext): Promise<Omit<MadeImage, 'warnings'>> {
  const startedAt = performance.now();
  const picture = await illustrate(request, call.signal);
  call.recordUsage({
    provider: 'offline',
    model: offlineModel,
    operation: 'image.make',
    requestId: null,
    inputTokens: 0,
    outputTokens: 0,
    units: 1,
    unit: 'image',
    costMicrocents: 0,
    ok: true,
    durationMs: Math.round(performance.now() - startedAt),
  });
  return { ...picture, provider: 'offline', model: offlineModel };
}
