import { z } from 'zod';

export interface EnvFault {
  variable: string;
  problem: string;
}

/** The environment can't be used as it is; the message lists every fault by variable name, never a value. */
export class ConfigurationError extends Error {
  readonly faults: readonly EnvFault[];

  constructor(faults: readonly EnvFault[]) {
    const lines = faults.map(({ variable, problem }) => `  ${variable}: ${problem}`);
    super(`The environment has ${faults.length === 1 ? 'a fault' : `${faults.length} faults`}:\n${lines.join('\n')}`);
    this.name = 'ConfigurationError';
    this.faults = faults;
  }
}

/**
 * The environment as the schema's type. A variable set to the empty string (or blanks) counts as unset.
 * Throws one ConfigurationError that lists every fault, those found elsewhere included.
 */
export function parseEnv<Schema extends z.ZodType>(
  schema: Schema,
  source: Readonly<Record<string, string | undefined>>,
  foundElsewhere: readonly EnvFault[] = [],
): z.output<Schema> {
  const set = Object.entries(source).filter(([, value]) => value !== undefined && value.trim() !== '');
  const values = Object.fromEntries(set);
  const result = schema.safeParse(values);
  if (result.success && foundElsewhere.length === 0) return result.data;
  const issues = result.error?.issues ?? [];
  const faults = issues.map((issue) => {
    const variable = String(issue.path[0] ?? '(environment)');
    const missing = issue.path.length > 0 && !Object.hasOwn(values, variable) && issue.code === 'invalid_type';
    return { variable, problem: missing ? 'is not set' : issue.message };
  });
  throw new ConfigurationError([...faults, ...foundElsewhere]);
}

/** A TCP port; 0 lets the system choose one. `form` is what docs/configuration.md says, here and below. */
export function port() {
  return z
    .string()
    .transform((text, context) => {
      const value = /^\d{1,5}$/.test(text.trim()) ? Number(text) : Number.NaN;
      if (value <= 65_535) return value;
      context.addIssue('must be a port number from 0 to 65535');
      return z.NEVER;
    })
    .meta({ form: 'port' });
}

/** An absolute URL of one of the protocols (default http and https), as text without a trailing slash. */
export function url(protocols: readonly string[] = ['http', 'https']) {
  const begins = protocols.map((name) => `${name}://`).join(' or ');
  return z
    .string()
    .transform((text, context) => {
      const trimmed = text.trim();
      const parsed = URL.canParse(trimmed) ? new URL(trimmed) : undefined;
      if (parsed && protocols.includes(parsed.protocol.slice(0, -1))) return trimmed.replace(/\/+$/, '');
      context.addIssue(`must be an absolute URL starting with ${begins}`);
      return z.NEVER;
    })
    .meta({ form: `URL, ${begins}` });
}

/** A secret of at least `minBytes` bytes. */
export function secret(minBytes = 16) {
  return z
    .string()
    .refine((text) => Buffer.byteLength(text) >= minBytes, { error: `must be at least ${minBytes} bytes long` })
    .meta({ form: `text, ${minBytes} bytes or more` });
}

/** Comma-separated entries, trimmed, empty ones left out. */
export function list() {
  return z
    .string()
    .transform((text) =>
      text
        .split(',')
        .map((entry) => entry.trim())
        .filter((entry) => entry !== ''),
    )
    .meta({ form: 'comma list' });
}

/** true, 1, yes, on; false, 0, no, off. */
export function flag() {
  return z
    .string()
    .transform((text, context) => {
      const word = text.trim().toLowerCase();
      if (['true', '1', 'yes', 'on'].includes(word)) return true;
      if (['false', '0', 'no', 'off'].includes(word)) return false;
      context.addIssue('must be true or false');
      return z.NEVER;
    })
    .meta({ form: 'true or false' });
}

const unitMs: Record<string, number> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 };

/** A length of time as milliseconds, written 250ms, 30s, 10m, 6h or 7d; a bare number is milliseconds. */
export function durationMs() {
  return z
    .string()
    .transform((text, context) => {
      const match = /^(\d{1,12}(?:\.\d{1,3})?)\s*(ms|s|m|h|d)?$/.exec(text.trim());
      if (match) return Math.round(Number(match[1]) * (unitMs[match[2] ?? 'ms'] ?? 1));
      context.addIssue('must be a length of time such as 250ms, 30s, 10m, 6h or 7d');
      return z.NEVER;
    })
    .meta({ form: 'time' });
}
