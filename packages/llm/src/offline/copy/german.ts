import type { Copy } from './copy.ts';

/**
 * A client's words stand only at the start of a sentence or after a question: case endings and the capitals of adjectives
 * are then right whatever they are.
 */
export const german: Copy = {
  tones: {
    friendly: {
      hooks: [
        '{Audience}: Das hier ist für euch.',
        '{Offer}? Da wissen wir was.',
        'Kennst du das, wenn sich etwas einfach richtig anfühlt?',
        'Manche Dinge macht man am besten richtig.',
      ],
      needs: [
        'Du willst etwas Gutes, von Menschen, denen es am Herzen liegt. Das ist gar nicht so leicht zu finden.',
        'Es gibt so viel Auswahl, und so wenig davon passt wirklich zu dir.',
        'Für wen wir da sind? {Audience}.',
      ],
      offers: [
        'Genau dafür gibt es {name}. {Offer}.',
        'Das ist {name}. {Offer}. Darum dreht sich bei uns alles.',
        'Was du bei {name} findest? {Offer}.',
      ],
      edges: [
        'Was den Unterschied macht? {Edge}.',
        'Und das merkst du als Erstes. {Edge}.',
        'Was machen wir anders? {Edge}.',
      ],
      promises: [
        'Stell dir vor, das ist erledigt. Fühlt sich gut an, oder?',
        'Du kannst also aufhören zu suchen, und einfach genießen.',
        'Eine Sorge weniger, und eine Freude mehr.',
      ],
      ctas: [
        'Komm vorbei und sag Hallo bei {name}.',
        'Melde dich heute bei {name}. Wir freuen uns auf dich.',
        'Neugierig geworden? Bei {name} bist du willkommen.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}: Darauf kommt es an.',
        'Gute Entscheidungen beginnen mit den richtigen Fragen.',
        '{Offer}? Darauf sollten Sie achten.',
        'Am Ende entscheiden die Details.',
      ],
      needs: [
        'Sie brauchen Menschen, die ihr Handwerk verstehen, und halten, was sie sagen.',
        'Für wen wir arbeiten? {Audience}.',
        'Sie möchten wissen, woran Sie sind, bevor Sie sich entscheiden. Zu Recht.',
      ],
      offers: [
        'Dafür steht {name}. {Offer}.',
        'Dafür kommen Sie zu {name}. {Offer}.',
        'Das ist bei {name} unser tägliches Geschäft. {Offer}.',
      ],
      edges: [
        'Was uns unterscheidet? {Edge}.',
        'Der Unterschied liegt in der Arbeitsweise. {Edge}.',
        'Warum wir? {Edge}.',
      ],
      promises: [
        'Sie behalten das Wesentliche im Blick. Wir kümmern uns um unseren Teil.',
        'So wissen Sie, wo Sie heute stehen, und was der nächste Schritt ist.',
        'Eine klare Entscheidung, die Sie jedem erklären können.',
      ],
      ctas: [
        'Sprechen Sie mit {name} über Ihr Vorhaben.',
        'Nehmen Sie noch diese Woche Kontakt mit {name} auf.',
        'Bereit für den nächsten Schritt? Melden Sie sich bei {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}: Schluss mit Mittelmaß.',
        'Durchschnitt gibt es überall. Das hier nicht.',
        '{Offer}. Ohne Kompromisse.',
        'Du hast dich lange genug mit weniger zufriedengegeben.',
      ],
      needs: [
        'Du kennst die großen Versprechen. Du hast sie satt.',
        'Für wen das ist? {Audience}. Und für alle, die mehr wollen.',
        'Alles sieht gleich aus. Alle sagen dasselbe. Du willst das Echte.',
      ],
      offers: [
        'Hier kommt {name}. {Offer}. Das ist der Plan.',
        'Bei {name} machen wir Ernst. {Offer}.',
        'Wofür {name} brennt? {Offer}.',
      ],
      edges: ['Der Unterschied? {Edge}.', 'Hör gut zu. {Edge}.', 'Und das meinen wir ernst. {Edge}.'],
      promises: [
        'Wenn du einmal weißt, wie es sein kann, willst du nicht mehr zurück.',
        'Du spürst den Unterschied. Du musst nicht danach fragen.',
        'Kein Fast mehr. Kein Gut genug. Sondern so, wie du es willst.',
      ],
      ctas: [
        'Warte nicht länger. Geh jetzt zu {name}.',
        'Du bist dran. Melde dich heute bei {name}.',
        'Nimm {name}. Und zwar heute.',
      ],
    },
    playful: {
      hooks: [
        'Psst! {Audience}, hierher!',
        '{Offer}? Wir sind ganz Ohr.',
        'Okay, das hast du nicht von uns.',
        'Dein Daumen darf hier kurz Pause machen.',
      ],
      needs: [
        'Du könntest weitersuchen. Du könntest auch die Füße hochlegen. Wir sind für die Füße.',
        'Das Leben ist voll genug. Irgendwer musste diesen Teil leicht machen.',
        'Da draußen ist Dschungel. Wer da durchmuss? {Audience}.',
      ],
      offers: [
        'Sag Hallo zu {name}! Unser Ding? {Offer}.',
        'Zum Glück gibt es {name}. Heute auf der Karte? {Offer}.',
        'Darf ich vorstellen: {name}! {Offer}. Mehr Liebe geht nicht.',
      ],
      edges: [
        'Das Geheimnis? {Edge}.',
        'Und jetzt das Beste. {Edge}.',
        'Warum wir, und nicht die Katze der Nachbarn? {Edge}.',
      ],
      promises: [
        'Siehst du es schon vor dir? Ja, du darfst lächeln.',
        'Weniger Theater, mehr von den guten Sachen. Abgemacht?',
        'Achtung: Vielleicht erzählst du es weiter.',
      ],
      ctas: [
        'Na los, probier {name} einfach aus!',
        'Komm zu {name}. Wir sind die mit der guten Laune.',
        'Du weißt, was zu tun ist. Ab zu {name}!',
      ],
    },
    luxury: {
      hooks: [
        'Manche Dinge brauchen ihre Zeit.',
        'Für alle, die den Unterschied sehen.',
        '{Offer}. Nicht weniger.',
        '{Audience}: Dieser Moment gehört Ihnen.',
      ],
      needs: [
        'Wahre Qualität ist leise. Sie erkennen sie sofort.',
        'Sie haben genug gesehen, das beinahe richtig war. Sie suchen die Ausnahme.',
        'Wem wir uns widmen? {Audience}.',
      ],
      offers: [
        'Das ist {name}. {Offer}.',
        'Bei {name} dient jedes Detail einer Idee. {Offer}.',
        'Es hat einen Namen: {name}. {Offer}.',
      ],
      edges: [
        'Die Kunst liegt im Detail. {Edge}.',
        'Was es besonders macht? {Edge}.',
        'Sehen Sie genauer hin. {Edge}.',
      ],
      promises: [
        'Nehmen Sie sich Zeit. Das Gute ist es wert.',
        'Ein Moment, der nur Ihnen gehört, und der bleibt.',
        'Nichts zu viel, nichts zu wenig. Einfach richtig.',
      ],
      ctas: [
        'Entdecken Sie {name}, ganz in Ruhe.',
        'Sie sind herzlich eingeladen zu {name}.',
        'Gönnen Sie sich {name}.',
      ],
    },
  },
  plainOffers: ['Genau dafür gibt es {name}.', 'Das ist {name}, und das machen wir am liebsten.'],
  plainEdges: [
    'Wir machen es auf unsere Art, mit Blick fürs Detail.',
    'Wir nehmen uns die Zeit, es richtig zu machen, jedes Mal.',
  ],
  statements: ['Das ist {name}. {Statement}', 'Darf ich vorstellen: {name}. {Statement}'],
  mores: ['Und das gibt es auch. {More}.', 'Was noch? {More}.'],
  topics: ['Worum es gerade geht? {Topic}.', 'Das Thema des Tages? {Topic}.'],
  urls: ['Mehr auf {url}.', 'Einfach auf {url} nachsehen.'],
  labels: {
    need: ['Kommt bekannt vor?', 'Das geht besser'],
    offer: ['Das machen wir', 'Ein genauer Blick'],
    more: ['Und noch mehr', 'Das ist nicht alles'],
    edge: ['Was uns unterscheidet', 'Hier liegt der Unterschied'],
    topic: ['Gerade jetzt', 'Nicht verpassen'],
    promise: ['Einfach mal vorstellen', 'So soll es sein', 'Das ist die Idee'],
  },
  grammar: {
    subjects: 'wir ich sie unsere unser mein meine du er es man hier das bei',
    offerLeads:
      /^(?:wir|ich|sie|unser (?:unternehmen|betrieb|team))\s+(?:verkaufen|verkaufe|verkauft|produzieren|machen|mache|bieten|biete|liefern|liefere)\s+(?:vor allem |auch )?(?!.*\b(?:an|aus)$)/iu,
    audienceLeads:
      /^(?:unsere? (?:idealen? |typischen? )?(?:kunden|kundinnen|zielgruppe|gäste)(?: ist| sind)|es sind|für|vor allem|hauptsächlich|in erster linie)[:,]?\s+/iu,
    topicLeads:
      /^(?:bitte )?(?:ein(?:en)? |das |den )?(?:kurze[rns]? |neue[rns]? )?(?:(?:video|film|clip|spot) (?:über|für|zu[mr]?)|über)\s+/iu,
    conjunctions: 'und oder aber sowie & denn weil',
    relatives: 'die der das dem den deren dessen dass wer wo wenn weil während damit womit',
    prepositions:
      'für mit ohne in im an am auf bei beim aus zu zum zur nach durch über um zwischen gegen unter seit vor hinter neben',
    articles:
      'von vom ein eine einen einem einer der die das den dem unsere unser ihre ihr sein seine sehr mehr alle jede kein keine nicht ist war als wie auch',
    mayEndBefore: (word) => /^[\p{Lu}\p{N}]/u.test(word) || !/(?:e|er|es|em|en|ig|lich|isch)$/u.test(word),
    lowersFirst: false,
    verbLast: true,
  },
};
