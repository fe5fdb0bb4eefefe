import type { Copy } from './copy.ts';

export const french: Copy = {
  tones: {
    friendly: {
      hooks: [
        '{Audience}, ceci est pour vous.',
        '{Offer}\u00a0? On connaît une bonne adresse.',
        'Vous savez, quand quelque chose sonne juste\u00a0?',
        'Il y a des choses qui méritent d’être bien faites.',
      ],
      needs: [
        'Vous voulez du bon, par des gens qui y mettent du cœur. Ce n’est pas si facile à trouver.',
        'Il y a tant de choix, et si peu de choses faites pour vous.',
        'Pour {audience}, trouver ce qui convient n’est pas toujours simple.',
      ],
      offers: [
        'C’est pour cela que {name} existe\u00a0: {offer}.',
        'Voici {name}. {Offer}. C’est ce que nous aimons.',
        'Et c’est exactement ce que l’on trouve chez {name}\u00a0: {offer}.',
      ],
      edges: [
        'Ce qui fait la différence\u00a0? {Edge}.',
        'Et voici ce que vous remarquerez d’abord. {Edge}.',
        'Qu’est-ce qu’on fait autrement\u00a0? {Edge}.',
      ],
      promises: [
        'Imaginez que ce soit réglé. Ça fait du bien, non\u00a0?',
        'Vous pouvez arrêter de chercher, et simplement en profiter.',
        'Un souci de moins, et un plaisir de plus.',
      ],
      ctas: [
        'Venez nous dire bonjour chez {name}.',
        'Contactez {name} dès aujourd’hui. On a hâte de vous rencontrer.',
        'Envie d’en savoir plus\u00a0? {Name} vous attend.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}, voici ce qui compte.',
        'Les bonnes décisions commencent par les bonnes questions.',
        '{Offer}\u00a0: à quoi faut-il s’attendre\u00a0?',
        'Au bout du compte, ce sont les détails qui décident.',
      ],
      needs: [
        'Il vous faut des gens qui connaissent leur métier, et qui tiennent parole.',
        'Pour {audience}, le temps est compté et l’exigence est grande.',
        'Vous voulez savoir à quoi vous attendre avant de choisir. C’est normal.',
      ],
      offers: [
        'Voilà le métier que {name} exerce chaque jour\u00a0: {offer}.',
        'C’est pour cela que l’on vient chez {name}\u00a0: {offer}.',
        'Chez {name}, c’est notre quotidien\u00a0: {offer}.',
      ],
      edges: [
        'Ce qui nous distingue\u00a0? {Edge}.',
        'La différence est dans la méthode. {Edge}.',
        'Pourquoi nous\u00a0? {Edge}.',
      ],
      promises: [
        'Vous gardez l’esprit à l’essentiel. Nous nous occupons du reste.',
        'Vous savez où vous en êtes, et quelle est la prochaine étape.',
        'Un choix clair, que vous pourrez expliquer à tout le monde.',
      ],
      ctas: [
        'Contactez {name} et dites-nous ce qu’il vous faut.',
        'Parlez-en à {name} cette semaine, et posez toutes vos questions.',
        'Prêt pour la suite\u00a0? Prenez contact avec {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}\u00a0: exigez mieux.',
        'Le banal est partout. Pas ici.',
        '{Offer}. Sans compromis.',
        'Vous vous êtes contenté de peu assez longtemps.',
      ],
      needs: [
        'Les belles promesses, vous les avez toutes entendues. Ça suffit.',
        'Pour {audience}, la moyenne n’a jamais suffi.',
        'Tout se ressemble. Tout le monde dit pareil. Vous voulez du vrai.',
      ],
      offers: [
        'Chez {name}, on y va pour de bon\u00a0: {offer}.',
        'Voici {name}. {Offer}. C’est tout le plan.',
        'Alors on a bâti {name} sur une seule idée\u00a0: {offer}.',
      ],
      edges: ['La différence\u00a0? {Edge}.', 'Retenez bien ceci. {Edge}.', 'Et on ne plaisante pas. {Edge}.'],
      promises: [
        'Quand on sait ce qui est possible, on ne revient pas en arrière.',
        'Vous sentirez la différence. Inutile de la chercher.',
        'Fini le presque. Fini l’à-peu-près. Exactement comme vous le voulez.',
      ],
      ctas: [
        'N’attendez plus. Passez chez {name}.',
        'À vous de jouer. Contactez {name} aujourd’hui.',
        'Choisissez {name}. Maintenant.',
      ],
    },
    playful: {
      hooks: [
        'Psst, {audience}. Par ici\u00a0!',
        'Quelqu’un a dit {offer}\u00a0?',
        'Bon, on ne vous a rien dit, d’accord\u00a0?',
        'Votre pouce peut s’arrêter ici. Promis.',
      ],
      needs: [
        'Vous pouvez continuer à chercher. Ou mettre les pieds sur la table. Nous, on vote pour les pieds.',
        'La vie est déjà bien remplie. Il fallait bien que quelqu’un simplifie ça.',
        'C’est la jungle dehors, même pour {audience}.',
      ],
      offers: [
        'Dites bonjour à {name}\u00a0! Notre truc\u00a0? {Offer}.',
        'Voici {name}, avec un gros faible pour ceci\u00a0: {offer}.',
        'Heureusement, il y a {name}. Au menu\u00a0: {offer}.',
      ],
      edges: [
        'Le secret\u00a0? {Edge}.',
        'Et maintenant, le meilleur. {Edge}.',
        'Pourquoi nous, et pas le chat du voisin\u00a0? {Edge}.',
      ],
      promises: [
        'Vous voyez le tableau\u00a0? Oui, vous avez le droit de sourire.',
        'Moins de tracas, plus de bonnes choses. Ça marche\u00a0?',
        'Attention\u00a0: vous risquez d’en parler autour de vous.',
      ],
      ctas: [
        'Allez, essayez {name}\u00a0!',
        'Venez voir {name}. Nous, c’est ceux qui sourient.',
        'Vous savez ce qu’il vous reste à faire. {Name} vous attend\u00a0!',
      ],
    },
    luxury: {
      hooks: [
        'Certaines choses prennent leur temps.',
        'Pour ceux qui voient la différence.',
        '{Offer}. Rien de moins.',
        '{Audience}, ce moment est à vous.',
      ],
      needs: [
        'La vraie qualité ne fait pas de bruit. On la reconnaît tout de suite.',
        'Vous avez vu assez de presque parfait. Vous cherchez l’exception.',
        'Pour {audience}, seul le juste suffit.',
      ],
      offers: [
        'Voici {name}. {Offer}.',
        'Chez {name}, chaque détail sert une idée\u00a0: {offer}.',
        'Cela porte un nom\u00a0: {name}. {Offer}.',
      ],
      edges: [
        'L’art est dans le détail. {Edge}.',
        'Ce qui le rend unique\u00a0? {Edge}.',
        'Regardez d’un peu plus près. {Edge}.',
      ],
      promises: [
        'Prenez votre temps. Le beau le mérite.',
        'Un moment qui n’est qu’à vous, et qui reste.',
        'Rien de trop, rien qui manque. Tout simplement juste.',
      ],
      ctas: [
        'Découvrez {name}, à votre rythme.',
        'Vous êtes chaleureusement invité chez {name}.',
        'Offrez-vous {name}.',
      ],
    },
  },
  plainOffers: ['C’est pour cela que {name} existe.', 'Voici {name}, et voici ce que nous faisons le mieux.'],
  plainEdges: [
    'Nous le faisons à notre manière, avec le sens du détail.',
    'Nous prenons le temps de bien faire, à chaque fois.',
  ],
  statements: ['Voici {name}. {Statement}', 'Bienvenue chez {name}. {Statement}'],
  mores: ['Et ce n’est pas tout\u00a0: {more}.', 'Chez nous, il y a aussi ceci\u00a0: {more}.'],
  topics: ['Et en ce moment, on ne parle que de ça\u00a0: {topic}.', 'Le grand sujet du jour\u00a0: {topic}.'],
  urls: ['Retrouvez-nous sur {url}.', 'Jetez un œil sur {url}.'],
  labels: {
    need: ['Ça vous parle\u00a0?', 'Fait pour vous'],
    offer: ['Voilà ce qu’on fait', 'Regardez de plus près'],
    more: ['Et ce n’est pas tout', 'Il y a plus'],
    edge: ['Ce qui nous distingue', 'Voilà la différence'],
    topic: ['En ce moment', 'À ne pas manquer'],
    promise: ['Imaginez un peu', 'Tout simplement juste', 'C’est l’idée'],
  },
  grammar: {
    subjects: 'nous je on ils elles notre nos mon ma mes vous il elle c’est j’ai j’aide ce cela chez',
    offerLeads:
      /^(?:nous|on|je|ils|notre (?:société|entreprise|boutique|atelier))\s+(?:vendons|vend|vends|vendent|proposons|propose|proposent|offrons|offre|fabriquons|fabrique|faisons|fait|fais)\s+/iu,
    audienceLeads:
      /^(?:nos (?:client(?:e)?s|clients idéaux)(?: sont)|notre (?:clientèle|cible|public)(?: est)?|ce sont|pour|surtout|principalement)[:,]?\s+/iu,
    topicLeads:
      /^(?:une? |la |le )?(?:petite? |nouvelle? )?(?:(?:vidéo|film|clip|spot) (?:sur|pour|à propos de)|promouvoir|annoncer|présenter|parler de)\s+/iu,
    conjunctions: 'et ou mais ainsi & car donc',
    relatives: 'qui que dont où quand lorsque si afin',
    prepositions: 'pour avec sans dans en sur sous chez à au aux par vers entre depuis',
    articles:
      'de du d’une d’un toute toutes tous un une le la les l’ du des notre nos votre vos leur leurs son sa ses très plus moins tout tous chaque aucun pas est sont comme même ne se',
    mayEndBefore: (word) =>
      !/^(?:bon|bonne|bons|bonnes|petit|petite|petits|petites|grand|grande|grands|grandes|beau|belle|beaux|belles|vrai|vraie|vrais|vraies|jeunes?|nouveaux?|nouvelles?|meilleure?s?)$/iu.test(
        word,
      ),
    lowersFirst: true,
    verbLast: false,
  },
};
