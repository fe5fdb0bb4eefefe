import { z } from 'zod';

export type LogSink = (source: string, line: string) => void;

const pinoLine = z.looseObject({
  level: z.string(),
  time: z.string(),
  msg: z.string().optional(),
  err: z.looseObject({ message: z.string().optional(), stack: z.string().optional() }).optional(),
});

const colors: Record<string, number> = {
  api: 36,
  'pipeline-worker': 35,
  'render-worker': 34,
  postgres: 33,
  redis: 31,
  studio: 32,
};
const levelColors: Record<string, number> = { warn: 33, error: 31, fatal: 31 };
const nameWidth = 15;

/** Prefixes each line with its process, in that process's colour, and writes JSON log lines for people. */
export function formatLogLine(source: string, line: string, { color }: { color: boolean }): string {
  const paint = (text: string, code: number | undefined): string =>
    color && code ? `\u001b[${code}m${text}\u001b[0m` : text;
  const prefix = paint(source.padEnd(nameWidth), colors[source]);
  const entry = parseEntry(line);
  if (!entry) return `${prefix} ${line}`;
  const { level, time, msg = '', err, name: _name, ...fields } = entry;
  const facts = Object.entries(fields).map(
    ([key, value]) => ` ${key}=${typeof value === 'string' ? value : JSON.stringify(value)}`,
  );
  const trace = err ? `\n${err.stack ?? err.message ?? JSON.stringify(err)}`.replaceAll('\n', `\n${prefix}   `) : '';
  return `${prefix} ${time.slice(11, 19)} ${paint(level.padEnd(5), levelColors[level])} ${msg}${facts.join('')}${trace}`;
}

function parseEntry(line: string): z.infer<typeof pinoLine> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return pinoLine.safeParse(JSON.parse(line)).data;
  } catch {
    return undefined;
  }
}

/** Postgres reports refused duplicates as errors, and those are daily work: only what concerns the server itself is shown. */
export function isWorthShowing(source: 'postgres' | 'redis', line: string): boolean {
  return source === 'postgres' && /\b(FATAL|PANIC|WARNING):/.test(line);
}
