import { say } from '../line.ts';
import type { ClientWords } from './words.ts';

export const german: ClientWords = {
  language: 'de',
  greeting: (name) => (name ? say`Guten Tag ${name},` : say`Guten Tag,`),
  copyAddress: 'Oder kopieren Sie diese Adresse:',
  sentBy: 'Gesendet von Bom Studio.',
  magicLink: {
    subject: say`Ihr Anmeldelink für Bom Studio`,
    heading: 'Bei Bom Studio anmelden',
    line: (minutes) =>
      say`Melden Sie sich mit der Schaltfläche unten an. Der Link gilt ein einziges Mal, in den nächsten ${minutes} Minuten.`,
    button: 'Anmelden',
    closing: say`Wenn Sie sich nicht anmelden wollten, können Sie diese E-Mail ignorieren: Ohne den Link kommt niemand hinein.`,
  },
  ready: {
    subject: (title) => say`Bereit zur Freigabe: ${title}`,
    heading: 'Ihr Video ist bereit zur Freigabe',
    line: (title) =>
      say`„${title}“ ist fertig zum Ansehen. Bitte sehen Sie es sich an und geben Sie es frei, oder sagen Sie uns, was wir ändern sollen.`,
    note: 'Eine Nachricht vom Studio',
    button: 'Ansehen und freigeben',
  },
  quota: {
    subject: say`Ihre Videos für diesen Monat sind aufgebraucht`,
    heading: 'Die Videos dieses Monats sind aufgebraucht',
    thanks: (name, limit) =>
      say`Vielen Dank für Ihr neues Briefing. Ihr Paket ${name} enthält ${limit === 1 ? '1 Video' : `${limit} Videos`} im Monat. Für diesen Monat ist keines mehr übrig, deshalb haben wir kein neues Video begonnen.`,
    offer: say`Sie können das Briefing im nächsten Monat noch einmal senden. Wenn Sie jetzt mehr Videos möchten, antworten Sie einfach auf diese E-Mail: Wir finden ein passendes Paket.`,
    button: 'Ihre Videos öffnen',
  },
  delivered: {
    subject: (title) => say`Ihr Video ist da: ${title}`,
    heading: 'Ihr Video ist da',
    line: (title) => say`„${title}“ ist fertig. Sie können jetzt alle Formate ansehen und herunterladen.`,
    button: 'Video abholen',
  },
};
