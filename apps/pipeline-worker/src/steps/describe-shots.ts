import { z } from 'zod';
import type { FilmWarning, Script } from '@bom/domain';
import type { Shot } from '@bom/llm';
import type { Film } from '../film.ts';
import type { Stage } from '../stage.ts';
import { warningsSchema } from './stored.ts';

const shotSchema = z.object({
  kind: z.enum(['hook', 'scene']),
  scene: z.number().nullable(),
  prompt: z.string(),
  negative: z.string().optional(),
});
const storedSchema = z.object({ shots: z.array(shotSchema), warnings: warningsSchema });

/** All that the prompts follow from. */
export function shotsInput({ brandKit, brief }: Film, { script, provider }: { script: Script; provider: string }) {
  return { script, brief, colors: brandKit.colors, provider };
}

export function parseShots(value: unknown): { shots: Shot[]; warnings: FilmWarning[] } {
  const stored = storedSchema.parse(value);
  return { ...stored, shots: stored.shots as Shot[] };
}

/** One image prompt for the hook and for each scene. */
export async function describeShots(
  { deps, film, once }: Stage,
  script: Script,
): Promise<{ shots: Shot[]; warnings: FilmWarning[] }> {
  const { brandKit, brief, clientName } = film;
  return once({
    name: 'shots',
    input: shotsInput(film, { script, provider: deps.llm.provider }),
    parse: parseShots,
    run: async (call) => {
      const input = { script, brandKit, brandName: clientName, ...(brief ? { brief } : {}) };
      const { value, warnings } = await deps.llm.describeShots(input, call);
      return { shots: value, warnings };
    },
  });
}
