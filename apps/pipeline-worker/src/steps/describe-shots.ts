import { z } from 'zod';
import type { FilmWarning, Script } from '@bom/domain';
import type { Shot } from '@bom/llm';
import type { Stage } from '../stage.ts';
import { warningsSchema } from './stored.ts';

const shotSchema = z.object({
  kind: z.enum(['hook', 'scene']),
  scene: z.number().nullable(),
  prompt: z.string(),
  negative: z.string().optional(),
});
const storedSchema = z.object({ shots: z.array(shotSchema), warnings: warningsSchema });

/** One image prompt for the hook and for each scene. */
export async function describeShots(
  { deps, film, once }: Stage,
  script: Script,
): Promise<{ shots: Shot[]; warnings: FilmWarning[] }> {
  const { brandKit, brief, clientName } = film;
  const stored = await once({
    name: 'shots',
    input: { script, brief, colors: brandKit.colors, provider: deps.llm.provider },
    parse: (value) => storedSchema.parse(value),
    run: async (call) => {
      const input = { script, brandKit, brandName: clientName, ...(brief ? { brief } : {}) };
      const { value, warnings } = await deps.llm.describeShots(input, call);
      return { shots: value, warnings };
    },
  });
  return { ...stored, shots: stored.shots as Shot[] };
}
