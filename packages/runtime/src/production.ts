import type { z } from 'zod';
import { parseEnv } from './env.ts';
import type { EnvFault } from './env.ts';

type Source = Readonly<Record<string, string | undefined>>;

/**
 * The environment of an app, by its schema; in production (NODE_ENV) with what nobody may be served with refused as well, in
 * one ConfigurationError with every other fault.
 */
export function parseAppEnv<Schema extends z.ZodObject>(schema: Schema, source: Source): z.output<Schema> {
  const names = Object.keys(schema.shape);
  return parseEnv(schema, source, source['NODE_ENV'] === 'production' ? productionFaults(names, source) : []);
}

const addresses = ['PUBLIC_URL', 'PORTAL_URL'];
/** Where a name of RFC 2606 means that an example was copied and left as it is. */
const settable = new Set([...addresses, 'S3_BUCKET', 'MAIL_FROM', 'STAFF_EMAILS', 'CORS_ORIGINS']);

function productionFaults(names: readonly string[], source: Source): EnvFault[] {
  return names.flatMap((variable) => {
    const value = source[variable]?.trim() ?? '';
    const problem = problemOf(variable, value) ?? (variable === 'MAIL_FROM' ? senderProblem(value, source) : null);
    return problem === null ? [] : [{ variable, problem }];
  });
}

function problemOf(variable: string, value: string): string | null {
  if (addresses.includes(variable) && value === '') return 'is not set, and links to it go out in production';
  if (value.includes(publicMark)) return 'is a secret of the examples, which everybody knows; make one of your own';
  if (settable.has(variable) && isExample(value)) return "is still the example's; set your own";
  if (addresses.includes(variable) && value.startsWith('http://') && !isLoopback(value)) {
    return 'must begin with https:// in production: passwords and signed links go over it';
  }
  return null;
}

/** The default is nobody's address: what comes from it is junk to every mail server. */
function senderProblem(value: string, source: Source): string | null {
  const sendsMail = ['RESEND_API_KEY', 'SMTP_URL'].some((name) => source[name]?.trim());
  return value === '' && sendsMail ? 'is not set, and mails need a sender' : null;
}

/** In every secret that this repository shows (a test sees to it), and by chance in none that somebody makes. */
const publicMark = '0123456789';

function isExample(value: string): boolean {
  return /[.@/]example(\.(com|net|org))?(?=$|[:/>,\s])/i.test(value);
}

function isLoopback(address: string): boolean {
  return URL.canParse(address) && /^(localhost|127(\.\d+){3}|\[::1\])$/.test(new URL(address).hostname);
}

interface Gap {
  /** One of them is enough. */
  variables: readonly string[];
  consequence: { production: string; elsewhere?: string };
}

const gaps: readonly Gap[] = [
  {
    variables: ['TALLY_SIGNING_SECRET'],
    consequence: { production: 'what Tally sends is refused', elsewhere: 'what Tally sends is accepted unsigned' },
  },
  {
    variables: ['N8N_WEBHOOK_SECRET'],
    consequence: { production: 'what n8n sends is refused', elsewhere: 'what n8n sends is accepted unsigned' },
  },
  {
    variables: ['RESEND_API_KEY', 'SMTP_URL'],
    consequence: {
      production:
        'NO MAIL IS SENT: sign-in links and all other mails are written to files under BOM_DATA_DIR/outbox, which nobody is told of',
    },
  },
  {
    variables: ['WEBHOOK_SIGNING_SECRET'],
    consequence: { production: 'what goes to a callback_url is not signed' },
  },
  {
    variables: ['STAFF_EMAILS'],
    consequence: { production: 'nobody can sign in as staff, and nobody is told of drafts and failures' },
  },
];

/** What works less than one may think, by variable: a line for each that this app reads and that is not set. */
export function settingsToWarnOf(schema: z.ZodObject, source: Source): EnvFault[] {
  const isProduction = source['NODE_ENV'] === 'production';
  const open = gaps.filter(({ variables }) => variables.every((name) => name in schema.shape && !source[name]?.trim()));
  const warnings = open.flatMap(({ variables, consequence }) => {
    const problem = isProduction ? consequence.production : consequence.elsewhere;
    return problem === undefined ? [] : [{ variable: variables.join(' or '), problem: `is not set: ${problem}` }];
  });
  const local = addresses.filter((name) => isProduction && isLoopback(source[name]?.trim() ?? ''));
  return [
    ...warnings,
    ...local.map((variable) => ({ variable, problem: 'leads to this machine alone, and so do the links in mails' })),
  ];
}
