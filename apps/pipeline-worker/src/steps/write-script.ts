import { z } from 'zod';
import { scriptSchema } from '@bom/domain';
import type { FilmWarning, Script } from '@bom/domain';
import { warningsSchema } from './stored.ts';
import type { Stage } from '../stage.ts';

const storedSchema = z.object({ script: scriptSchema, warnings: warningsSchema });

/** The script: the revision's or the caller's own where there is one, written from the brief otherwise. */
export async function writeScript({ deps, film, once }: Stage): Promise<{ script: Script; warnings: FilmWarning[] }> {
  const { script, brief, brandKit, draft } = film;
  if (draft) return { script: draft.script, warnings: draft.warnings };
  if (script || !brief) return { script: scriptSchema.parse(script), warnings: [] };
  return once({
    name: 'script',
    input: { brief, tone: brandKit.tone, glossary: brandKit.glossary, cta: brandKit.cta, provider: deps.llm.provider },
    parse: (stored) => storedSchema.parse(stored),
    run: async (call) => {
      const { value, warnings } = await deps.llm.writeScript({ brief, brandKit }, call);
      return { script: value, warnings };
    },
  });
}
