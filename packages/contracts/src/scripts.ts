import { z } from 'zod';
import { briefSchema, scriptSchema } from '@bom/domain';
import { defineOperations } from './operation.ts';
import { warningSchema } from './films.ts';

const scriptGenerationSchema = z
  .object({
    script: scriptSchema,
    usage: z
      .object({
        provider: z.string().meta({ description: 'Who wrote it.', examples: ['anthropic', 'offline'] }),
        model: z.string().meta({ description: 'As the provider names it.' }),
        input_tokens: z.int().meta({ description: 'Tokens that were read.' }),
        output_tokens: z.int().meta({ description: 'Tokens that were written.' }),
        cost_cents: z.number().meta({ description: 'With fractions.' }),
      })
      .meta({ id: 'ScriptUsage', description: 'What writing it took.' }),
    warnings: z.array(warningSchema).meta({ description: 'Every fallback that was taken.' }),
  })
  .meta({ id: 'ScriptGeneration' });

export const scriptOperations = defineOperations({
  generateScript: {
    method: 'post',
    path: '/api/scripts/generate',
    tag: 'Scripts',
    summary: 'Write a script from a brief',
    description:
      'Answers when the script is written, which takes up to a minute and a half. Hanging up stops the work. With an Idempotency-Key, asking again gives the same script.',
    access: { by: 'principal', scope: 'scripts:write' },
    body: briefSchema.meta({
      id: 'ScriptGenerationRequest',
      examples: [
        {
          business_name: 'North Bakery',
          what_they_sell: 'Sourdough bread',
          target_customer: 'Early commuters',
          differentiator: 'We bake at four in the morning',
          tone: 'friendly',
          language: 'EN',
        },
      ],
    }),
    idempotent: true,
    answers: { 200: scriptGenerationSchema },
    problems: ['provider_failed', 'unavailable', 'rate_limited'],
  },
});
