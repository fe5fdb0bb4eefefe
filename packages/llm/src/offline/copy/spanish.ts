import type { Copy } from './copy.ts';

export const spanish: Copy = {
  tones: {
    friendly: {
      hooks: [
        'Esto es para {audience}.',
        '¿{Offer}? Conocemos el lugar perfecto.',
        '¿Sabes cuando algo te encaja a la primera?',
        'Hay cosas que merece la pena hacer bien.',
      ],
      needs: [
        'Quieres algo bueno, hecho por gente que le pone cariño. No es tan fácil de encontrar.',
        'Hay mucho donde elegir, y muy poco que parezca hecho para ti.',
        'Para {audience}, no siempre es fácil encontrar lo que buscan.',
      ],
      offers: [
        'Para eso está {name}: {offer}.',
        'Te presentamos {name}. {Offer}. Eso es lo nuestro.',
        'Y justo eso encuentras en {name}: {offer}.',
      ],
      edges: [
        '¿Qué marca la diferencia? {Edge}.',
        'Y esto lo notas enseguida. {Edge}.',
        '¿Qué hacemos distinto? {Edge}.',
      ],
      promises: [
        'Imagina tenerlo resuelto. Sienta bien, ¿verdad?',
        'Así puedes dejar de buscar, y simplemente disfrutar.',
        'Una preocupación menos, y una alegría más.',
      ],
      ctas: [
        'Pásate a saludar por {name}.',
        'Escribe hoy a {name}. Nos encantará conocerte.',
        '¿Te pica la curiosidad? En {name} te esperamos.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}: esto es lo que importa.',
        'Las buenas decisiones empiezan con buenas preguntas.',
        '¿Qué se puede esperar de {offer}?',
        'Al final, deciden los detalles.',
      ],
      needs: [
        'Necesita personas que conozcan su oficio y cumplan lo que dicen.',
        'Para {audience}, el tiempo es poco y la exigencia es mucha.',
        'Quiere saber a qué atenerse antes de elegir. Es lo justo.',
      ],
      offers: [
        'A esto se dedica {name}: {offer}.',
        'Para esto se viene a {name}: {offer}.',
        'En {name}, este es nuestro trabajo de cada día: {offer}.',
      ],
      edges: [
        '¿Qué nos distingue? {Edge}.',
        'La diferencia está en la forma de trabajar. {Edge}.',
        '¿Por qué nosotros? {Edge}.',
      ],
      promises: [
        'Su atención, en lo que importa. De nuestra parte nos ocupamos nosotros.',
        'Así sabe dónde está hoy, y cuál es el siguiente paso.',
        'Una decisión clara, que podrá explicar a cualquiera.',
      ],
      ctas: [
        'Hable con {name} y cuente lo que necesita.',
        'Llame a {name} esta semana y pregunte lo que quiera.',
        '¿Listo para el siguiente paso? Póngase en contacto con {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}: se acabó conformarse.',
        'Lo normal está en todas partes. Esto no.',
        '{Offer}. Sin concesiones.',
        'Ya te has conformado bastante.',
      ],
      needs: [
        'Has oído las mismas promesas mil veces. Ya está bien.',
        'Para {audience}, lo normal nunca fue suficiente.',
        'Todo se parece. Todos dicen lo mismo. Tú quieres lo auténtico.',
      ],
      offers: [
        'En {name} lo hacemos de verdad: {offer}.',
        'Llega {name}. {Offer}. Ese es el plan.',
        'Por eso {name} nació con una idea: {offer}.',
      ],
      edges: ['¿La diferencia? {Edge}.', 'Atención a esto. {Edge}.', 'Y va en serio. {Edge}.'],
      promises: [
        'Cuando sabes cómo puede ser, ya no hay vuelta atrás.',
        'Vas a notar la diferencia. No hará falta buscarla.',
        'Se acabó el casi. Se acabó el ya vale. Como tú lo quieres.',
      ],
      ctas: ['No esperes más. Ve a {name} ahora.', 'Te toca. Escribe hoy mismo a {name}.', 'Elige {name}. Hoy.'],
    },
    playful: {
      hooks: [
        'Psst, {audience}. ¡Por aquí!',
        '¿Alguien ha dicho {offer}?',
        'Vale, esto no te lo hemos contado nosotros.',
        'Tu pulgar puede descansar aquí. En serio.',
      ],
      needs: [
        'Puedes seguir buscando. O puedes poner los pies en alto. Nosotros votamos por los pies.',
        'La vida ya va bastante llena. Alguien tenía que poner fácil esta parte.',
        'Ahí fuera es una jungla, incluso para {audience}.',
      ],
      offers: [
        '¡Saluda a {name}! ¿Lo nuestro? {Offer}.',
        'Aquí está {name}, con debilidad por esto: {offer}.',
        'Por suerte existe {name}. En el menú: {offer}.',
      ],
      edges: [
        '¿El secreto? {Edge}.',
        'Y ahora, lo mejor. {Edge}.',
        '¿Por qué nosotros, y no el gato del vecino? {Edge}.',
      ],
      promises: [
        '¿Te lo imaginas? Sí, puedes sonreír.',
        'Menos líos, más cosas buenas. ¿Trato hecho?',
        'Aviso: igual acabas contándoselo a todo el mundo.',
      ],
      ctas: [
        '¡Venga, prueba {name}!',
        'Ven a {name}. Somos los que sonríen.',
        'Ya sabes lo que toca. ¡En {name} te esperamos!',
      ],
    },
    luxury: {
      hooks: [
        'Hay cosas que no admiten prisa.',
        'Para quien aprecia la diferencia.',
        '{Offer}. Nada menos.',
        '{Audience}: este momento es suyo.',
      ],
      needs: [
        'La verdadera calidad es discreta. Se reconoce al instante.',
        'Ha visto ya bastante que era casi perfecto. Lo que busca es la excepción.',
        'Para {audience}, solo lo mejor pensado es suficiente.',
      ],
      offers: [
        'Esto es {name}. {Offer}.',
        'En {name}, cada detalle sirve a una idea: {offer}.',
        'Tiene un nombre: {name}. {Offer}.',
      ],
      edges: ['El arte está en el detalle. {Edge}.', '¿Qué lo hace especial? {Edge}.', 'Mire más de cerca. {Edge}.'],
      promises: [
        'Tómese su tiempo. Lo bueno lo merece.',
        'Un momento solo suyo, que permanece.',
        'Nada que sobre, nada que falte. Simplemente perfecto.',
      ],
      ctas: ['Descubra {name}, con calma.', 'Le esperamos en {name}.', 'Regálese {name}.'],
    },
  },
  plainOffers: ['Para eso está {name}.', 'Esto es {name}, y esto es lo que mejor sabemos hacer.'],
  plainEdges: [
    'Lo hacemos a nuestra manera, cuidando cada detalle.',
    'Nos tomamos el tiempo de hacerlo bien, cada vez.',
  ],
  statements: ['Esto es {name}. {Statement}', 'Aquí está {name}. {Statement}'],
  mores: ['Y hay más: {more}.', 'Aquí también hay esto: {more}.'],
  topics: ['Y ahora mismo todo gira en torno a esto: {topic}.', 'El gran tema de hoy: {topic}.'],
  urls: ['Estamos en {url}.', 'Todo está en {url}.'],
  labels: {
    need: ['¿Suena familiar?', 'Hecho a medida', 'Puede ser mejor'],
    offer: ['Esto es lo nuestro', 'Visto de cerca'],
    more: ['Y hay más', 'Esto no es todo'],
    edge: ['Lo que nos distingue', 'Aquí está la diferencia'],
    topic: ['Justo ahora', 'No hay que perdérselo'],
    promise: ['Así de sencillo', 'Así debe ser', 'Esa es la idea'],
  },
  grammar: {
    subjects:
      'nosotros nosotras yo ellos ellas nuestro nuestra nuestros nuestras mi mis tú usted él ella somos soy tenemos hacemos ofrecemos vendemos hay esto es en',
    offerLeads:
      /^(?:(?:nosotros|yo|ellos|nuestra (?:empresa|tienda)|nuestro (?:negocio|estudio))\s+)?(?:vendemos|vendo|venden|vende|ofrecemos|ofrezco|ofrecen|ofrece|hacemos|hago|hacen|fabricamos|producimos)\s+/iu,
    audienceLeads:
      /^(?:nuestros (?:clientes|clientes ideales)(?: son)|nuestro público(?: es| son)?|son|para|sobre todo|principalmente)[:,]?\s+/iu,
    topicLeads:
      /^(?:un(?:a)? |el )?(?:nuev[oa] )?(?:(?:v[ií]deo|film|spot) (?:sobre|de|para)|promocionar|anunciar|presentar|hablar de)\s+/iu,
    conjunctions: 'y e o u pero más & porque pues',
    relatives: 'que quien quienes cuyo cuya donde cuando mientras si',
    prepositions: 'para con sin en a al por sobre entre desde hasta hacia',
    articles:
      'de del toda todas un una unos unas el la los las lo nuestro nuestra nuestros nuestras su sus tu mi muy más menos todo todos cada ningún no es son como se',
    mayEndBefore: (word) =>
      !/^(?:buen|gran|buenos|buenas|grandes|nuev[oa]s?|mejor|mejores|primer|verdader[oa]s?|pequeñ[oa]s?)$/iu.test(word),
    lowersFirst: true,
    verbLast: false,
  },
};
