import type { Line } from '../line.ts';

/** Everything that clients read in mails, in one language. */
export interface ClientWords {
  /** Of the document, for screen readers and translation programs. */
  language: string;
  greeting(name: string | null): Line;
  copyAddress: string;
  sentBy: string;
  magicLink: { subject: Line; heading: string; line(minutes: number): Line; button: string; closing: Line };
  ready: { subject(title: string): Line; heading: string; line(title: string): Line; note: string; button: string };
  quota: {
    subject: Line;
    heading: string;
    thanks(packageName: string, limit: number): Line;
    offer: Line;
    button: string;
  };
  delivered: { subject(title: string): Line; heading: string; line(title: string): Line; button: string };
}
