export const tones = ['friendly', 'professional', 'bold', 'playful', 'luxury'] as const;
export type Tone = (typeof tones)[number];

/**
 * Lines of one tone. Slots: {name}, {audience}, {offer}, {edge}; with a capital first letter where they begin a sentence.
 * A line claims nothing that a brief might not bear out, and stands whatever the business is. User text goes only where
 * a noun phrase, a clause or a whole sentence all read well: after a question, a colon or a full stop.
 */
export interface ToneCopy {
  hooks: string[];
  /** The viewer's situation. */
  needs: string[];
  /** What is sold, with {offer}. */
  offers: string[];
  /** What is different, with {edge}. */
  edges: string[];
  /** How it is afterwards. */
  promises: string[];
  ctas: string[];
}

export type LabelKind = 'need' | 'offer' | 'more' | 'edge' | 'topic' | 'promise';

export interface Copy {
  tones: Record<Tone, ToneCopy>;
  /** Where what is sold can't be cut to a phrase that fits. */
  plainOffers: string[];
  plainEdges: string[];
  /** Before a sentence in the client's own words; {statement}. */
  statements: string[];
  /** A second thing that is sold; {more}. */
  mores: string[];
  /** What this film is about; {topic}. */
  topics: string[];
  /** After the brand's own call to action; {url}. */
  urls: string[];
  /** Captions of two to five words. */
  labels: Record<LabelKind, string[]>;
  grammar: Grammar;
}

/** What is needed to cut a client's sentence where it may be cut. Word lists are lower-case, separated by spaces. */
export interface Grammar {
  /** Words that a sentence with a subject begins with: `we`, `our`. */
  subjects: string;
  /** Begins before what is sold, who buys and what the film is about, to be left out: `We sell`. */
  offerLeads: RegExp;
  audienceLeads: RegExp;
  topicLeads: RegExp;
  conjunctions: string;
  relatives: string;
  prepositions: string;
  /** No phrase may end in one of these, or in any of the three kinds above. */
  articles: string;
  /** Whether a word may be the last before a comma or an `and`; an adjective that waits for its noun may not. */
  mayEndBefore(word: string): boolean;
  /** German keeps capitals as they are typed. */
  lowersFirst: boolean;
  /** Verbs wait for the end of a clause that a relative opens, so nothing may be cut off inside one. */
  verbLast: boolean;
}
