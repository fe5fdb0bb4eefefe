import { say } from '../line.ts';
import type { ClientWords } from './words.ts';

export const dutch: ClientWords = {
  language: 'nl',
  greeting: (name) => (name ? say`Hallo ${name},` : say`Hallo,`),
  copyAddress: 'Of kopieer dit adres:',
  sentBy: 'Verzonden door Bom Studio.',
  magicLink: {
    subject: say`Je inloglink voor Bom Studio`,
    heading: 'Inloggen bij Bom Studio',
    line: (minutes) => say`Log in met de knop hieronder. De link werkt één keer, in de komende ${minutes} minuten.`,
    button: 'Inloggen',
    closing: say`Heb je niet gevraagd om in te loggen? Dan kun je deze e-mail negeren: zonder de link komt niemand binnen.`,
  },
  ready: {
    subject: (title) => say`Klaar om te bekijken: ${title}`,
    heading: 'Je video is klaar om te bekijken',
    line: (title) =>
      say`“${title}” staat klaar. Bekijk de video en keur hem goed, of laat ons weten wat er anders moet.`,
    note: 'Een bericht van de studio',
    button: 'Bekijken en beoordelen',
  },
  quota: {
    subject: say`Je video’s voor deze maand zijn op`,
    heading: 'De video’s van deze maand zijn op',
    thanks: (name, limit) =>
      say`Bedankt voor je nieuwe briefing. Je pakket ${name} bevat ${limit === 1 ? '1 video' : `${limit} video’s`} per maand en voor deze maand is er geen meer over. Daarom zijn we niet aan een nieuwe video begonnen.`,
    offer: say`Je kunt de briefing volgende maand opnieuw sturen. Wil je nu meer video’s? Beantwoord dan deze e-mail, dan vinden we een pakket dat past.`,
    button: 'Open je video’s',
  },
  delivered: {
    subject: (title) => say`Je video is er: ${title}`,
    heading: 'Je video is er',
    line: (title) => say`“${title}” is af. Je kunt nu alle formaten bekijken en downloaden.`,
    button: 'Haal je video op',
  },
};
