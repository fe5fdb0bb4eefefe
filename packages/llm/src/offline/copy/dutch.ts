import type { Copy } from './copy.ts';

export const dutch: Copy = {
  tones: {
    friendly: {
      hooks: [
        '{Audience}, deze is voor jullie.',
        '{Offer}? Dan weten wij een mooi adres.',
        'Ken je dat, dat iets gewoon meteen goed voelt?',
        'Sommige dingen moet je gewoon goed doen.',
      ],
      needs: [
        'Je wilt iets goeds, van mensen die er hart voor hebben. Dat is lastiger te vinden dan je denkt.',
        'Er is zoveel keuze, en zo weinig dat echt bij je past.',
        'Voor {audience} is het niet altijd makkelijk om iets goeds te vinden.',
      ],
      offers: [
        'Daarom is {name} er: {offer}.',
        'Maak kennis met {name}. {Offer}. Daar draait het hier om.',
        'En dat is precies wat we bij {name} doen: {offer}.',
      ],
      edges: ['Wat het verschil maakt? {Edge}.', 'En dit merk je als eerste. {Edge}.', 'Wat doen we anders? {Edge}.'],
      promises: [
        'Stel je voor dat dat geregeld is. Lekker gevoel, toch?',
        'Dus je kunt stoppen met zoeken, en gewoon genieten.',
        'Een zorg minder, en iets leuks om naar uit te kijken.',
      ],
      ctas: [
        'Kom gezellig langs bij {name}.',
        'Laat vandaag nog iets horen aan {name}. We maken graag kennis.',
        'Nieuwsgierig? {Name} hoort graag van je.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}, hier komt het op aan.',
        'Een goede keuze begint met de juiste vraag.',
        'Wat mag je verwachten van {offer}?',
        'Uiteindelijk maken de details het verschil.',
      ],
      needs: [
        'Je zoekt mensen die hun vak verstaan, en doen wat ze zeggen.',
        'Voor {audience} is de tijd kort en de lat hoog.',
        'Je wilt weten waar je aan toe bent, nog voordat je kiest. Logisch.',
      ],
      offers: [
        'Dit is waar {name} voor staat: {offer}.',
        'Daarvoor kom je bij {name}: {offer}.',
        'Bij {name} is dit ons dagelijks werk: {offer}.',
      ],
      edges: [
        'Wat ons onderscheidt? {Edge}.',
        'Het verschil zit in de manier van werken. {Edge}.',
        'Waarom wij? {Edge}.',
      ],
      promises: [
        'Jij houdt je hoofd bij wat telt. Wij zorgen voor ons deel.',
        'Zo weet je waar je vandaag staat, en wat de volgende stap is.',
        'Een heldere keuze, die je aan iedereen kunt uitleggen.',
      ],
      ctas: [
        'Neem contact op met {name} en vertel wat je nodig hebt.',
        'Praat deze week nog met {name}, en vraag alles wat je wilt weten.',
        'Klaar voor de volgende stap? Neem contact op met {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}: neem geen genoegen met minder.',
        'Gemiddeld is er overal. Dit niet.',
        '{Offer}. Zonder concessies.',
        'Je hebt lang genoeg genoegen genomen met minder.',
      ],
      needs: [
        'Je hebt dezelfde beloftes al honderd keer gehoord. Je bent er klaar mee.',
        'Voor {audience} was gemiddeld nooit goed genoeg.',
        'Alles lijkt op elkaar. Iedereen zegt hetzelfde. Jij wilt het echte werk.',
      ],
      offers: [
        'Bij {name} doen we het wel: {offer}.',
        'Dit is {name}. {Offer}. Dat is het hele plan.',
        'Dus bouwden we {name} rond één idee: {offer}.',
      ],
      edges: ['Het verschil? {Edge}.', 'Luister goed. {Edge}.', 'En dat menen we. {Edge}.'],
      promises: [
        'Weet je eenmaal hoe het kan, dan wil je niet meer terug.',
        'Je voelt het verschil. En je hoeft niet te vragen of het er is.',
        'Geen bijna meer. Geen goed genoeg. Precies zoals jij het wilt.',
      ],
      ctas: [
        'Wacht niet langer. Ga nu naar {name}.',
        'Jij bent aan zet. Bel of mail {name} vandaag.',
        'Maak er {name} van. Vandaag.',
      ],
    },
    playful: {
      hooks: [
        'Psst, {audience}. Hierheen!',
        'Zei daar iemand {offer}?',
        'Oké, je hebt dit niet van ons.',
        'Je duim mag hier even stoppen. Echt waar.',
      ],
      needs: [
        'Je kunt blijven zoeken. Je kunt ook je voeten op tafel leggen. Wij stemmen voor de voeten.',
        'Het leven is druk genoeg. Iemand moest dit stukje makkelijk maken.',
        'Het is een jungle daarbuiten, zelfs voor {audience}.',
      ],
      offers: [
        'Zeg maar hoi tegen {name}! Ons ding? {Offer}.',
        'Hier is {name}, met een enorm zwak hiervoor: {offer}.',
        'Gelukkig is {name} er. Op het menu: {offer}.',
      ],
      edges: ['Het geheim? {Edge}.', 'En nu het leukste. {Edge}.', 'Waarom wij, en niet de kat van de buren? {Edge}.'],
      promises: [
        'Zie je het al voor je? Ja, je mag best lachen.',
        'Minder gedoe, meer van het goede spul. Deal?',
        'Pas op: de kans is groot dat je het doorvertelt.',
      ],
      ctas: [
        'Kom op, probeer {name} eens!',
        'Kom maar langs bij {name}. Wij zijn die vrolijke.',
        'Je weet wat je te doen staat. {Name} wacht op je!',
      ],
    },
    luxury: {
      hooks: [
        'Sommige dingen verdienen alle tijd.',
        'Voor wie het verschil ziet.',
        '{Offer}. Niets minder.',
        '{Audience}, dit moment is van u.',
      ],
      needs: [
        'Echte kwaliteit is stil. U herkent haar meteen.',
        'U zag al genoeg dat bijna goed was. Wat u zoekt, is de uitzondering.',
        'Voor {audience} is alleen het juiste goed genoeg.',
      ],
      offers: [
        'Dit is {name}. {Offer}.',
        'Bij {name} staat elk detail in dienst van één idee: {offer}.',
        'Het heeft een naam: {name}. {Offer}.',
      ],
      edges: ['De kunst zit in het detail. {Edge}.', 'Wat het bijzonder maakt? {Edge}.', 'Kijk nog eens goed. {Edge}.'],
      promises: [
        'Neem de tijd. Wat goed is, is het waard.',
        'Een moment dat alleen van u is, en dat blijft.',
        'Niets te veel, niets te weinig. Gewoon zoals het hoort.',
      ],
      ctas: ['Ontdek {name}, en neem er de tijd voor.', 'U bent van harte welkom bij {name}.', 'Gun uzelf {name}.'],
    },
  },
  plainOffers: ['Daar is {name} voor.', 'Dit is {name}, en dit is wat we het liefste doen.'],
  plainEdges: [
    'We doen het op onze eigen manier, met oog voor detail.',
    'We nemen de tijd om het goed te doen, elke keer weer.',
  ],
  statements: ['Maak kennis met {name}. {Statement}', 'Dit is {name}. {Statement}'],
  mores: ['En er is meer: {more}.', 'Ook dit hoort erbij: {more}.'],
  topics: ['En op dit moment draait alles hierom: {topic}.', 'Het grote nieuws van vandaag: {topic}.'],
  urls: ['Alles staat op {url}.', 'Kijk maar op {url}.'],
  labels: {
    need: ['Met zorg gemaakt', 'Klinkt dat bekend?', 'Het kan beter'],
    offer: ['Dit is wat we doen', 'Kijk even mee'],
    more: ['En er is meer', 'Dat is niet alles'],
    edge: ['Dit maakt ons anders', 'Hier zit het verschil'],
    topic: ['Nu te doen', 'Mis dit niet'],
    promise: ['Precies goed', 'Zo hoort het', 'Dat is het idee'],
  },
  grammar: {
    subjects: 'we wij ik ze zij onze ons mijn je jij u hij het er dit daar bij wat',
    offerLeads:
      /^(?:we|wij|ik|ze|ons bedrijf|onze (?:winkel|zaak|studio))\s+(?:verkopen|verkoopt|verkoop|bieden|biedt|bied|leveren|levert|lever|maken|maakt|maak)\s+(?:vooral |met name |ook )?(?!.*\baan$)/iu,
    audienceLeads:
      /^(?:onze (?:ideale |vaste |meeste )?(?:klanten|klant|doelgroep|gasten)(?: is| zijn| bestaat uit)|we (?:richten ons op|werken voor|helpen)|het zijn|voor|vooral|voornamelijk|met name)[:,]?\s+/iu,
    topicLeads:
      /^(?:graag )?(?:een |de )?(?:korte |nieuwe )?(?:(?:video|film|filmpje|promo) (?:over|voor|om)|promoot|promotie van|introduceer|introductie van|kondig|over|aankondiging van)\s+/iu,
    conjunctions: 'en of maar plus & dus want omdat',
    relatives: 'die dat wie waar waarbij waarmee als wanneer terwijl zodat',
    prepositions: 'voor met zonder in op bij uit naar door over rond tussen tot om te tegen onder aan',
    articles:
      'van een de het onze ons hun zijn haar je jouw zeer heel meer meest alle elke geen niet is was als dan ook',
    mayEndBefore: (word) => !word.endsWith('e') || /(?:ie|ee|tie|ge?rie|koffie|thee|service|online)$/iu.test(word),
    lowersFirst: true,
    verbLast: true,
  },
};
