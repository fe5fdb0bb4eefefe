import { say } from '../line.ts';
import type { ClientWords } from './words.ts';

export const french: ClientWords = {
  language: 'fr',
  greeting: (name) => (name ? say`Bonjour ${name},` : say`Bonjour,`),
  copyAddress: 'Ou copiez cette adresse :',
  sentBy: 'Envoyé par Bom Studio.',
  magicLink: {
    subject: say`Votre lien de connexion à Bom Studio`,
    heading: 'Se connecter à Bom Studio',
    line: (minutes) =>
      say`Utilisez le bouton ci-dessous pour vous connecter. Le lien sert une seule fois, dans les ${minutes} prochaines minutes.`,
    button: 'Se connecter',
    closing: say`Si vous n’avez pas demandé à vous connecter, ignorez cet e-mail : personne n’entre sans le lien.`,
  },
  ready: {
    subject: (title) => say`Prête à être validée : ${title}`,
    heading: 'Votre vidéo est prête à être validée',
    line: (title) => say`« ${title} » est prête. Regardez-la, puis validez-la ou dites-nous ce qu’il faut changer.`,
    note: 'Un mot du studio',
    button: 'Regarder et valider',
  },
  quota: {
    subject: say`Vos vidéos de ce mois sont épuisées`,
    heading: 'Les vidéos de ce mois sont épuisées',
    thanks: (name, limit) =>
      say`Merci pour votre nouveau brief. Votre formule ${name} comprend ${limit === 1 ? '1 vidéo' : `${limit} vidéos`} par mois et il n’en reste aucune ce mois-ci : nous n’avons donc pas commencé de nouvelle vidéo.`,
    offer: say`Vous pouvez renvoyer le brief le mois prochain. Si vous souhaitez d’autres vidéos dès maintenant, répondez à cet e-mail et nous trouverons une formule adaptée.`,
    button: 'Ouvrir vos vidéos',
  },
  delivered: {
    subject: (title) => say`Votre vidéo est là : ${title}`,
    heading: 'Votre vidéo est là',
    line: (title) => say`« ${title} » est terminée. Vous pouvez la regarder et la télécharger dans tous ses formats.`,
    button: 'Récupérer votre vidéo',
  },
};
