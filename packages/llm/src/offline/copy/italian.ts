import type { Copy } from './copy.ts';

export const italian: Copy = {
  tones: {
    friendly: {
      hooks: [
        '{Audience}, questo è per voi.',
        '{Offer}? Conosciamo il posto giusto.',
        'Hai presente quando una cosa ti convince subito?',
        'Certe cose vanno fatte come si deve.',
      ],
      needs: [
        'Vuoi qualcosa di buono, fatto da persone che ci tengono. Non è così facile da trovare.',
        'C’è tanta scelta, e così poco che sembri fatto per te.',
        'Per {audience}, trovare quello giusto non è sempre facile.',
      ],
      offers: [
        'Per questo c’è {name}: {offer}.',
        'Ti presentiamo {name}. {Offer}. È quello che amiamo fare.',
        'Ed è proprio quello che trovi da {name}: {offer}.',
      ],
      edges: [
        'Che cosa fa la differenza? {Edge}.',
        'E questo lo noti subito. {Edge}.',
        'Che cosa facciamo di diverso? {Edge}.',
      ],
      promises: [
        'Immagina che sia tutto risolto. Bella sensazione, no?',
        'Così puoi smettere di cercare, e goderti il resto.',
        'Un pensiero in meno, e un piacere in più.',
      ],
      ctas: [
        'Vieni a salutarci da {name}.',
        'Scrivi oggi a {name}. Non vediamo l’ora di conoscerti.',
        'Ti abbiamo incuriosito? {Name} ti aspetta.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}: ecco che cosa conta.',
        'Le buone decisioni nascono dalle domande giuste.',
        '{Offer}: che cosa aspettarsi?',
        'Alla fine sono i dettagli a decidere.',
      ],
      needs: [
        'Servono persone che conoscono il mestiere, e che mantengono la parola.',
        'Per {audience}, il tempo è poco e le attese sono alte.',
        'Prima di scegliere vuoi sapere che cosa avrai. È giusto così.',
      ],
      offers: [
        'Di questo si occupa {name}: {offer}.',
        'Per questo si viene da {name}: {offer}.',
        'Da {name} è il lavoro di ogni giorno: {offer}.',
      ],
      edges: ['Che cosa ci distingue? {Edge}.', 'La differenza è nel modo di lavorare. {Edge}.', 'Perché noi? {Edge}.'],
      promises: [
        'Tu pensi a quello che conta. Alla nostra parte pensiamo noi.',
        'Così sai dove sei oggi, e qual è il prossimo passo.',
        'Una scelta chiara, che puoi spiegare a chiunque.',
      ],
      ctas: [
        'Contatta {name} e racconta che cosa ti serve.',
        'Parla con {name} questa settimana, e chiedi tutto quello che vuoi.',
        'Facciamo il prossimo passo? Contatta {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}: non accontentatevi.',
        'Il normale è dappertutto. Questo no.',
        '{Offer}. Senza compromessi.',
        'Ti sei accontentato abbastanza a lungo.',
      ],
      needs: [
        'Le solite promesse le hai sentite tutte. Adesso basta.',
        'Per {audience}, il normale non è mai bastato.',
        'Tutto si somiglia. Tutti dicono le stesse cose. Tu vuoi quella vera.',
      ],
      offers: [
        'Da {name} si fa sul serio: {offer}.',
        'Ecco {name}. {Offer}. Il piano è questo.',
        'Così è nato {name}, con un’idea sola: {offer}.',
      ],
      edges: ['La differenza? {Edge}.', 'Segnati questo. {Edge}.', 'E facciamo sul serio. {Edge}.'],
      promises: [
        'Quando sai come può essere, indietro non si torna.',
        'La differenza la senti. Non serve chiedere dov’è.',
        'Basta quasi. Basta così così. Come lo vuoi tu.',
      ],
      ctas: ['Non aspettare. Vai da {name} adesso.', 'Tocca a te. Scrivi oggi a {name}.', 'Scegli {name}. Oggi.'],
    },
    playful: {
      hooks: [
        'Psst, {audience}. Da questa parte!',
        'Qualcuno ha detto {offer}?',
        'Va bene, noi non ti abbiamo detto niente.',
        'Il tuo pollice può riposarsi qui. Davvero.',
      ],
      needs: [
        'Puoi continuare a cercare. Oppure puoi mettere i piedi sul tavolo. Noi votiamo per i piedi.',
        'La vita è già abbastanza piena. Qualcuno doveva semplificare questa parte.',
        'Là fuori è una giungla, anche per {audience}.',
      ],
      offers: [
        'Di’ ciao a {name}! La nostra passione? {Offer}.',
        'Ecco {name}, con un debole per questo: {offer}.',
        'Per fortuna c’è {name}. Nel menù: {offer}.',
      ],
      edges: [
        'Il segreto? {Edge}.',
        'E adesso la parte bella. {Edge}.',
        'Perché noi, e non il gatto dei vicini? {Edge}.',
      ],
      promises: [
        'Te lo immagini? Sì, puoi sorridere.',
        'Meno pensieri, più cose buone. Affare fatto?',
        'Attenzione: potresti finire per raccontarlo in giro.',
      ],
      ctas: [
        'Dai, prova {name}!',
        'Vieni da {name}. Siamo quelli che sorridono.',
        'Sai già che cosa fare. {Name} ti aspetta!',
      ],
    },
    luxury: {
      hooks: [
        'Certe cose chiedono tempo.',
        'Per chi nota la differenza.',
        '{Offer}. Niente di meno.',
        '{Audience}: questo momento è vostro.',
      ],
      needs: [
        'La vera qualità non fa rumore. Si riconosce subito.',
        'Hai visto abbastanza cose quasi perfette. Quello che cerchi è l’eccezione.',
        'Per {audience}, basta solo ciò che è davvero giusto.',
      ],
      offers: [
        'Questo è {name}. {Offer}.',
        'Da {name}, ogni dettaglio serve un’idea: {offer}.',
        'Ha un nome: {name}. {Offer}.',
      ],
      edges: [
        'L’arte sta nel dettaglio. {Edge}.',
        'Che cosa lo rende speciale? {Edge}.',
        'Guarda più da vicino. {Edge}.',
      ],
      promises: [
        'Prenditi il tuo tempo. Il bello lo merita.',
        'Un momento solo tuo, che resta.',
        'Niente di troppo, niente che manchi. Semplicemente giusto.',
      ],
      ctas: ['Scopri {name}, con calma.', 'Ti aspettiamo da {name}, come un ospite.', 'Concediti {name}.'],
    },
  },
  plainOffers: ['Per questo c’è {name}.', 'Questo è {name}, ed ecco quello che sappiamo fare meglio.'],
  plainEdges: [
    'Lo facciamo a modo nostro, con cura per ogni dettaglio.',
    'Ci prendiamo il tempo di farlo bene, ogni volta.',
  ],
  statements: ['Questo è {name}. {Statement}', 'Ti presentiamo {name}. {Statement}'],
  mores: ['E c’è di più: {more}.', 'Da noi trovi anche questo: {more}.'],
  topics: ['E proprio adesso si parla di questo: {topic}.', 'Il grande tema di oggi: {topic}.'],
  urls: ['Ci trovi su {url}.', 'Dai un’occhiata su {url}.'],
  labels: {
    need: ['Ti suona familiare?', 'Fatto con cura', 'Si può fare meglio'],
    offer: ['Ecco quello che facciamo', 'Visto da vicino'],
    more: ['E c’è di più', 'Non è tutto'],
    edge: ['Ecco che cosa cambia', 'Qui sta la differenza'],
    topic: ['Proprio adesso', 'Da non perdere'],
    promise: ['Prova a immaginare', 'Semplicemente giusto', 'L’idea è questa'],
  },
  grammar: {
    subjects:
      'noi io loro nostro nostra nostri nostre mio mia tu voi lui lei siamo sono abbiamo facciamo c’è questo è da',
    offerLeads:
      /^(?:(?:noi|io|loro|la nostra (?:azienda|bottega))\s+)?(?:vendiamo|vendo|vendono|vende|offriamo|offro|offrono|offre|facciamo|faccio|produciamo|proponiamo)\s+/iu,
    audienceLeads:
      /^(?:i nostri (?:clienti|clienti ideali)(?: sono)|il nostro pubblico(?: è| sono)?|sono|per|soprattutto|principalmente)[:,]?\s+/iu,
    topicLeads:
      /^(?:un |il )?(?:nuovo )?(?:(?:video|film|spot) (?:su|sul|sulla|per|di)|promuovere|annunciare|presentare|parlare di)\s+/iu,
    conjunctions: 'e ed o oppure ma più & perché',
    relatives: 'che chi cui dove quando mentre se',
    prepositions: 'per con senza in a al alla ai alle da dal dalla su sul sulla tra fra nel nella nei',
    articles:
      'di del della dei delle degli tutta tutte un uno una il lo la i gli le nostro nostra nostri nostre suo sua suoi sue loro molto più meno tutto tutti ogni nessun non è sono come si',
    mayEndBefore: (word) =>
      !/^(?:buon|buona|buoni|buone|grande|grandi|nuov[oaie]|migliore|migliori|ver[oaie]|piccol[oaie]|bel|bella|belle)$/iu.test(
        word,
      ),
    lowersFirst: true,
    verbLast: false,
  },
};
