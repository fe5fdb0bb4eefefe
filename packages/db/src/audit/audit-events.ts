import type { Tx } from '../client.ts';
import type { AuditEvent } from '../generated/client.ts';

/** What somebody of the staff does by hand. */
export interface StaffAct {
  /** As in events: `staff:<email>`, `key:<id>`. */
  actor: string;
  /** What was typed beside the password, cut at 80 characters. */
  userName: string | null;
  action: string;
  target: string;
  ip: string | null;
}

const maxNameLength = 80;

/**
 * Writes down what staff did: in the transaction of a change to the database, so that neither is there without the other.
 *
 * @param act.result `done`, `begun` for what is no row and may be cut short, or the code of the problem
 */
export function addAuditEvent(tx: Tx, act: StaffAct & { result: string }): Promise<AuditEvent> {
  const userName = act.userName?.replaceAll('\0', '').slice(0, maxNameLength) || null;
  return tx.auditEvent.create({ data: { ...act, userName } });
}

/** How something that was begun went. */
export async function endAuditEvent(tx: Tx, id: string, result: string): Promise<void> {
  await tx.auditEvent.update({ where: { id }, data: { result } });
}
