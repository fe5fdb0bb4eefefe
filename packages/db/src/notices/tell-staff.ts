import type { Tx } from '../client.ts';
import type { Prisma } from '../generated/client.ts';
import { addNotices } from './notices.ts';
import type { NewNotice } from './notices.ts';

/** Who in the studio is told of drafts and failures. */
export interface StaffAudience {
  emails: string[];
  slack: boolean;
}

/** Tells the studio of a fact by mail and Slack, once for each `key`. `template` names the mail and the message. */
export async function tellStaff(
  tx: Tx,
  { staff, template, key, data }: { staff: StaffAudience; template: string; key: string; data: Prisma.InputJsonValue },
): Promise<void> {
  const mails = staff.emails.map((email): NewNotice => ({
    channel: 'email',
    template,
    recipient: email,
    dedupeKey: `email/${template}/${key}/${email}`,
    data,
  }));
  const dedupeKey = `slack/${template}/${key}`;
  const slack: NewNotice = { channel: 'slack', template, recipient: 'slack', dedupeKey, data };
  await addNotices(tx, staff.slack ? [...mails, slack] : mails);
}
