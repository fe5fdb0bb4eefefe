import type { Client } from '@bom/db';
import type { ApiDeps } from '../deps.ts';
import type { SubjectId } from './access-token.ts';

/** A person who may sign in. */
export type Subject =
  | { role: 'staff'; id: `staff:${string}`; email: string }
  | { role: 'client'; id: `client:${string}`; email: string; client: Client };

type SubjectDeps = Pick<ApiDeps, 'db' | 'config'>;

/** Whom an address belongs to, whatever its case. One of STAFF_EMAILS is staff, even where a client has it too. */
export async function findSubjectByEmail({ db, config }: SubjectDeps, email: string): Promise<Subject | null> {
  const emailKey = email.toLowerCase();
  const client = await db.prisma.client.findUnique({ where: { emailKey } });
  if (config.staff.emails.includes(emailKey)) return staff(emailKey);
  return client && asSubject(client);
}

/** Whom an id stands for today: null for a client that is gone, and for staff whose address was taken off the list. */
export async function findSubject({ db, config }: SubjectDeps, id: SubjectId): Promise<Subject | null> {
  const separator = id.indexOf(':');
  const name = id.slice(separator + 1);
  if (id.startsWith('staff:')) return config.staff.emails.includes(name) ? staff(name) : null;
  const client = await db.prisma.client.findUnique({ where: { id: name } });
  return client && asSubject(client);
}

const staff = (email: string): Subject => ({ role: 'staff', id: `staff:${email}`, email });

const asSubject = (client: Client): Subject => ({
  role: 'client',
  id: `client:${client.id}`,
  email: client.email,
  client,
});
