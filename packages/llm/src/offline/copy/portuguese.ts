import type { Copy } from './copy.ts';

/** Written to sound natural in Portugal and Brazil alike: third-person imperatives, and names without an article. */
export const portuguese: Copy = {
  tones: {
    friendly: {
      hooks: [
        '{Audience}, isto é para vocês.',
        '{Offer}? Conhecemos o lugar certo.',
        'Sabe quando uma coisa simplesmente faz sentido?',
        'Há coisas que vale a pena fazer bem.',
      ],
      needs: [
        'Quer algo bom, feito por quem se importa. Não é assim tão fácil de encontrar.',
        'Há tanta escolha, e tão pouco que pareça feito à sua medida.',
        'Para {audience}, nem sempre é fácil encontrar o que procuram.',
      ],
      offers: [
        'É para isso que existe {name}: {offer}.',
        'Venha conhecer {name}. {Offer}. É disso que gostamos.',
        'E é isso mesmo que fazemos, em {name}: {offer}.',
      ],
      edges: [
        'O que faz a diferença? {Edge}.',
        'E isto nota-se logo. {Edge}.',
        'O que fazemos de outra forma? {Edge}.',
      ],
      promises: [
        'Imagine isso resolvido. Sabe bem, não é?',
        'Assim pode parar de procurar, e simplesmente aproveitar.',
        'Uma preocupação a menos, e uma alegria a mais.',
      ],
      ctas: [
        'Venha dizer olá a {name}.',
        'Fale hoje com {name}. Vai ser um prazer.',
        'Ficou com curiosidade? Fale com {name}.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}: é isto que importa.',
        'As boas decisões começam com boas perguntas.',
        '{Offer}: o que esperar?',
        'No fim, são os detalhes que decidem.',
      ],
      needs: [
        'Precisa de pessoas que conhecem o ofício, e cumprem o que dizem.',
        'Para {audience}, o tempo é pouco e a exigência é grande.',
        'Quer saber com o que conta antes de escolher. É justo.',
      ],
      offers: [
        'É a isto que {name} se dedica: {offer}.',
        'É para isto que se procura {name}: {offer}.',
        'Em {name}, este é o trabalho de todos os dias: {offer}.',
      ],
      edges: [
        'O que nos distingue? {Edge}.',
        'A diferença está na forma de trabalhar. {Edge}.',
        'A razão para escolher? {Edge}.',
      ],
      promises: [
        'A sua atenção fica no que importa. Da nossa parte cuidamos nós.',
        'Assim sabe onde está hoje, e qual é o próximo passo.',
        'Uma escolha clara, que pode explicar a qualquer pessoa.',
      ],
      ctas: [
        'Diga a {name} do que precisa.',
        'Fale com {name} esta semana, e pergunte tudo o que quiser.',
        'Vamos ao próximo passo? Fale com {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}: chega de aceitar menos.',
        'O comum está em toda parte. Isto não.',
        '{Offer}. Sem concessões.',
        'Já aceitou menos durante tempo demais.',
      ],
      needs: [
        'Já ouviu as mesmas promessas vezes sem conta. Chega.',
        'Para {audience}, o comum nunca foi suficiente.',
        'Tudo parece igual. Todos dizem o mesmo. Falta o que é de verdade.',
      ],
      offers: [
        'Em {name} é de verdade: {offer}.',
        'Aqui está {name}. {Offer}. É esse o plano.',
        'Foi por isso que {name} nasceu com uma ideia: {offer}.',
      ],
      edges: ['A diferença? {Edge}.', 'Repare bem nisto. {Edge}.', 'E é mesmo assim. {Edge}.'],
      promises: [
        'Quem sabe como pode ser, não volta atrás.',
        'Vai sentir a diferença. Nem vai precisar de perguntar.',
        'Acabou o quase. Acabou o mais ou menos. É como deve ser.',
      ],
      ctas: [
        'Não espere mais. Fale já com {name}.',
        'Agora é a sua vez. Fale com {name} hoje.',
        'Escolha {name}. Hoje.',
      ],
    },
    playful: {
      hooks: [
        'Psst, {audience}. Por aqui!',
        'Alguém disse {offer}?',
        'Certo, isto fica só entre nós.',
        'O seu polegar pode descansar aqui. De verdade.',
      ],
      needs: [
        'Pode continuar a procurar. Ou pode pôr os pés para cima. Nós votamos nos pés.',
        'A vida já anda cheia. Alguém tinha de facilitar esta parte.',
        'Isto lá fora é uma selva, mesmo para {audience}.',
      ],
      offers: [
        'Diga olá a {name}! A nossa paixão? {Offer}.',
        'Aqui está {name}, com um fraquinho por isto: {offer}.',
        'Por sorte, existe {name}. No menu: {offer}.',
      ],
      edges: [
        'O segredo? {Edge}.',
        'E agora a melhor parte. {Edge}.',
        'A razão, que nem o gato do vizinho sabe? {Edge}.',
      ],
      promises: [
        'Já está a imaginar? Sim, pode sorrir.',
        'Menos complicação, mais coisas boas. Combinado?',
        'Aviso: ainda vai acabar por contar aos amigos.',
      ],
      ctas: [
        'Vamos, experimente {name}!',
        'Venha visitar {name}. Somos os que sorriem.',
        'Já sabe o que fazer. Fale com {name}!',
      ],
    },
    luxury: {
      hooks: [
        'Há coisas que pedem tempo.',
        'Para quem vê a diferença.',
        '{Offer}. Nada menos.',
        '{Audience}: este momento é seu.',
      ],
      needs: [
        'A verdadeira qualidade é discreta. Reconhece-se logo.',
        'Já viu muito que era quase perfeito. O que procura é a exceção.',
        'Para {audience}, só serve o que é certo.',
      ],
      offers: [
        'Isto é {name}. {Offer}.',
        'Em {name}, cada detalhe serve uma ideia: {offer}.',
        'Tem um nome: {name}. {Offer}.',
      ],
      edges: ['A arte está no detalhe. {Edge}.', 'O que o torna especial? {Edge}.', 'Veja mais de perto. {Edge}.'],
      promises: [
        'Dê tempo ao tempo. O que é bom merece.',
        'Um momento só seu, que fica.',
        'Nada a mais, nada a menos. Simplesmente certo.',
      ],
      ctas: ['Descubra {name}, com calma.', 'Fica o convite: venha conhecer {name}.', 'Ofereça a si mesmo {name}.'],
    },
  },
  plainOffers: ['É para isso que existe {name}.', 'Isto é {name}, e é isto que fazemos melhor.'],
  plainEdges: ['Fazemos à nossa maneira, com atenção a cada detalhe.', 'Tiramos tempo para fazer bem, de cada vez.'],
  statements: ['Isto é {name}. {Statement}', 'Venha conhecer {name}. {Statement}'],
  mores: ['E há mais: {more}.', 'Aqui também encontra isto: {more}.'],
  topics: ['E neste momento só se fala disto: {topic}.', 'O grande tema de hoje: {topic}.'],
  urls: ['Estamos em {url}.', 'Veja tudo em {url}.'],
  labels: {
    need: ['Isto soa familiar?', 'Feito com cuidado', 'Pode ser melhor'],
    offer: ['É isto que fazemos', 'Veja mais de perto'],
    more: ['E há mais', 'Não é tudo'],
    edge: ['O que nos distingue', 'Aqui está a diferença'],
    topic: ['Mesmo agora', 'A não perder'],
    promise: ['Imagine só isto', 'Assim deve ser', 'É essa a ideia'],
  },
  grammar: {
    subjects:
      'nós eu eles elas nosso nossa nossos nossas meu minha você tu ele ela somos sou temos fazemos há isto isso é em',
    offerLeads:
      /^(?:(?:nós|eu|eles|a gente|a nossa empresa|nossa (?:empresa|loja))\s+)?(?:vendemos|vendo|vendem|vende|oferecemos|ofereço|oferecem|oferece|fazemos|faço|fazem|fabricamos|produzimos)\s+/iu,
    audienceLeads:
      /^(?:(?:os )?nossos (?:clientes|clientes ideais)(?: são)|(?:o )?nosso público(?: é| são)?|são|para|sobretudo|principalmente)[:,]?\s+/iu,
    topicLeads:
      /^(?:um |o )?(?:novo )?(?:(?:v[ií]deo|filme|spot) (?:sobre|de|para)|promover|anunciar|apresentar|falar de)\s+/iu,
    conjunctions: 'e ou mas mais & porque pois',
    relatives: 'que quem cujo cuja onde quando enquanto se',
    prepositions: 'para com sem em no na nos nas a ao à por pelo pela sobre entre desde até',
    articles:
      'de do da dos das toda todas um uma uns umas o os as nosso nossa nossos nossas seu sua seus suas muito mais menos todo todos cada nenhum não é são como',
    mayEndBefore: (word) =>
      !/^(?:bom|boa|bons|boas|grande|grandes|nov[oa]s?|melhor|melhores|verdadeir[oa]s?|pequen[oa]s?)$/iu.test(word),
    lowersFirst: true,
    verbLast: false,
  },
};
