import type { IntakeField, tallyOperations } from '@bom/contracts';
import type { TallyMapping } from '@bom/db';
import type { HandlersOf } from '../http/handler.ts';
import { notFound } from '../http/http-problem.ts';

type MappingHandlers = Omit<HandlersOf<typeof tallyOperations>, 'receiveTallySubmission'>;

/** `/api/webhooks/tally/mappings` */
export const tallyMappingHandlers: MappingHandlers = {
  async listTallyMappings({ prisma }) {
    const rows = await prisma.tallyMapping.findMany({ orderBy: { formId: 'asc' } });
    return { status: 200, body: { data: rows.map(presentMapping), next_cursor: null } };
  },

  async getTallyMapping({ prisma, params }) {
    const row = await prisma.tallyMapping.findUnique({ where: { formId: params.form_id } });
    if (!row) throw notFound();
    return { status: 200, body: presentMapping(row) };
  },

  async putTallyMapping({ prisma, params, body }) {
    const { fields } = body;
    const where = { formId: params.form_id };
    const row = await prisma.tallyMapping.upsert({ where, create: { ...where, fields }, update: { fields } });
    return { status: 200, body: presentMapping(row) };
  },
};

function presentMapping({ formId, fields, updatedAt }: TallyMapping) {
  return { form_id: formId, fields: fields as Record<string, IntakeField>, updated_at: updatedAt.toISOString() };
}
