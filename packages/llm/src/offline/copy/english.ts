import type { Copy } from './copy.ts';

export const english: Copy = {
  tones: {
    friendly: {
      hooks: [
        '{Audience}, this one’s for you.',
        '{Offer}? We know just the place.',
        'You know when something just feels right?',
        'Some things are worth doing properly.',
      ],
      needs: [
        'You want something good, from people who care. That’s harder to find than it should be.',
        'There’s so much to choose from, and so little of it feels made for you.',
        'For {audience}, it isn’t always easy to find the right thing.',
      ],
      offers: [
        'That’s where {name} comes in: {offer}.',
        'Come and meet {name}. {Offer}. That’s what we’re all about.',
        'And that’s exactly what we do at {name}: {offer}.',
      ],
      edges: [
        'What makes the difference? {Edge}.',
        'And here’s what you’ll notice first. {Edge}.',
        'What do we do differently? {Edge}.',
      ],
      promises: [
        'Imagine having that sorted. Feels good, doesn’t it?',
        'So you can stop searching, and simply enjoy it.',
        'One thing less on your mind, and one more to look forward to.',
      ],
      ctas: [
        'Come and say hello to {name}.',
        'Get in touch with {name} today. We’d love to meet you.',
        'Curious? {name} is happy to hear from you.',
      ],
    },
    professional: {
      hooks: [
        '{Audience}, here is what matters.',
        'Good decisions start with the right questions.',
        'What should you expect from {offer}?',
        'In the end, it’s the details that decide.',
      ],
      needs: [
        'You need people who understand the work, and who do what they say.',
        'For {audience}, time is short and standards are high.',
        'You want to know what you get, before you choose. That’s only fair.',
      ],
      offers: [
        'This is what {name} stands for: {offer}.',
        'That is what you come to {name} for: {offer}.',
        'At {name}, this is our daily work: {offer}.',
      ],
      edges: ['What sets us apart? {Edge}.', 'The difference is in how we work. {Edge}.', 'Why us? {Edge}.'],
      promises: [
        'You keep your eyes on what matters. We take care of our part.',
        'So you know where you stand today, and what comes next.',
        'A clear choice, and one that you can explain to anyone.',
      ],
      ctas: [
        'Contact {name} and tell us what you need.',
        'Talk to {name} this week, and ask us anything.',
        'Ready for the next step? Get in touch with {name}.',
      ],
    },
    bold: {
      hooks: [
        '{Audience}: stop settling.',
        'Average is everywhere. This isn’t.',
        '{Offer}. No compromises.',
        'You’ve settled for less long enough.',
      ],
      needs: [
        'You’ve heard the same promises again and again. You’re done waiting.',
        'For {audience}, average was never good enough.',
        'Everything looks the same. Everyone says the same. You want the real thing.',
      ],
      offers: [
        '{Name} does it for real: {offer}.',
        'Enter {name}. {Offer}. That’s it. That’s the plan.',
        'So we built {name} around one idea: {offer}.',
      ],
      edges: ['The difference? {Edge}.', 'Listen up. {Edge}.', 'And we mean it. {Edge}.'],
      promises: [
        'Once you know how it can be, there’s no way back.',
        'You’ll feel the difference. And you won’t have to ask if it’s there.',
        'No more almost. No more good enough. Yours, the way you want it.',
      ],
      ctas: ['Don’t wait. Go to {name} now.', 'Your move. Get in touch with {name} today.', 'Make it {name}. Today.'],
    },
    playful: {
      hooks: [
        'Psst, {audience}. Over here!',
        'Did somebody say {offer}?',
        'Okay, you didn’t hear this from us.',
        'Your thumb can stop here. It’s worth it.',
      ],
      needs: [
        'You could keep on searching. You could also put your feet up. We vote for the feet.',
        'Life is busy enough. Somebody had to make this part easy.',
        'It’s a jungle out there, even for {audience}.',
      ],
      offers: [
        'Say hi to {name}! Our thing? {Offer}.',
        'Enter {name}, with a huge soft spot for this: {offer}.',
        'Luckily, there’s {name}. On the menu: {offer}.',
      ],
      edges: ['The secret? {Edge}.', 'And now the good part. {Edge}.', 'Why us, and not your neighbour’s cat? {Edge}.'],
      promises: [
        'Go on, picture it. Yes, you’re allowed to smile.',
        'Less hassle, more of the good stuff. Deal?',
        'Warning: you may end up telling your friends.',
      ],
      ctas: [
        'Go on, give {name} a try!',
        'Come and find {name}. We’ll be the happy ones.',
        'You know what to do. {name} is waiting!',
      ],
    },
    luxury: {
      hooks: [
        'Some things should never be rushed.',
        'For those who notice the difference.',
        '{Offer}. Nothing less.',
        '{Audience}, this moment is yours.',
      ],
      needs: [
        'Real quality is quiet. You recognise it the moment you meet it.',
        'You have seen enough that is almost right. What you look for is the exception.',
        'For {audience}, only the right thing will do.',
      ],
      offers: [
        'This is {name}. {Offer}.',
        'At {name}, every detail serves one idea: {offer}.',
        'It has a name: {name}. {Offer}.',
      ],
      edges: ['The art is in the detail. {Edge}.', 'What makes it special? {Edge}.', 'Look a little closer. {Edge}.'],
      promises: [
        'Take your time. What is good is worth it.',
        'A moment that is yours alone, and that stays with you.',
        'Nothing too much, nothing missing. Simply right.',
      ],
      ctas: [
        'Discover {name}, and take your time.',
        'You are warmly invited to meet {name}.',
        'Allow yourself {name}.',
      ],
    },
  },
  plainOffers: ['That’s what {name} is here for.', 'This is {name}, and this is what we do best.'],
  plainEdges: [
    'We do it our own way, with an eye for the details.',
    'We take the time to do it right, every single time.',
  ],
  statements: ['Meet {name}. {Statement}', 'This is {name}. {Statement}'],
  mores: ['And there’s more: {more}.', 'You’ll also find this with us: {more}.'],
  topics: ['And right now, it’s all about this: {topic}.', 'Today’s big subject: {topic}.'],
  urls: ['You’ll find us at {url}.', 'Have a look at {url}.'],
  labels: {
    need: ['Made for you', 'Sound familiar?', 'You deserve better'],
    offer: ['This is what we do', 'Take a closer look'],
    more: ['And there’s more', 'That’s not all'],
    edge: ['What makes us different', 'Here’s the difference'],
    topic: ['Right now', 'Don’t miss this'],
    promise: ['Just imagine', 'Simply right', 'That’s the idea'],
  },
  grammar: {
    subjects: 'we i they our my you he she it it’s we’re i’m there this',
    offerLeads:
      /^(?:we|i|they|our (?:company|shop|business|team|studio))(?:’re| are| am)? (?:mainly |mostly |also |currently )?(?:sell|sells|selling|offer|offers|offering|provide|provides|providing|make|makes|making|produce|produces|supply|supplies|specialise in|specialize in)\s+/iu,
    audienceLeads:
      /^(?:our (?:ideal |typical |main |target )?(?:customers?|clients?|audience|group|target group|guests?)(?: is| are)|we (?:want to reach|target|focus on|work with|serve|help|aim at)|they are|it(?:’s| is) for|this is for|for|mainly|mostly|primarily|especially)[:,]?\s+/iu,
    topicLeads:
      /^(?:please )?(?:make |create |i want |we want |we would like )?(?:an? |the )?(?:short |new )?(?:(?:video|film|clip|promo|ad) (?:about|on|for|to promote|to announce)|promote|announce|announcing|introduce|introducing|promoting|explain|show|about|tell (?:people|them) about)\s+/iu,
    conjunctions: 'and or but plus & so because',
    relatives: 'who that which whose where when while',
    prepositions: 'for with without in at from on to by about through near around into between',
    articles: 'of a an the our your their my his her its very more most all any some no not is are was be as than',
    mayEndBefore: (word) =>
      !/(?:[^aeiou]y|al|ful|able|ible|ive|ous|ic|ish|less|free|ed|made|based|style)$/iu.test(word) &&
      !/^(?:fresh|good|fast|easy|clean|new|small|big|large|great|warm|simple|smart|young|old|safe|cheap|high|low|best|custom|honest|modern|fun|fine|real|pure|quick|affordable|tasty|sweet|hot|cold|strong|light|soft|premium|busy)$/iu.test(
        word,
      ),
    lowersFirst: true,
    verbLast: false,
  },
};
