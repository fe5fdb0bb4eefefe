import { resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { formatSchema, type Format } from '@bom/domain';

export interface DemoOptions {
  /** A Tally payload of one's own; the sample when absent. */
  briefFile: string | undefined;
  outDir: string;
  /** Undefined leaves it to the brief. */
  formats: Format[] | undefined;
  help: boolean;
}

export const usage = `npm run demo [-- options]

  --brief FILE     a Tally form response (JSON) instead of the sample
  --out DIR        where the films go (default ./out)
  --format LIST    vertical, square, horizontal, or several with commas (default: what the brief says, else vertical)
`;

/** Throws with one sentence about what is wrong. Relative paths are the caller's: npm itself moves to the root of the project. */
export function parseDemoOptions(args: string[], callerDir: string): DemoOptions {
  const { values } = parseArgs({
    args,
    options: {
      brief: { type: 'string' },
      out: { type: 'string', default: 'out' },
      format: { type: 'string' },
      help: { type: 'boolean', short: 'h', default: false },
    },
  });
  return {
    briefFile: values.brief === undefined ? undefined : resolve(callerDir, values.brief),
    outDir: resolve(callerDir, values.out),
    formats: values.format === undefined ? undefined : parseFormats(values.format),
    help: values.help,
  };
}

function parseFormats(list: string): Format[] {
  const words = list.split(',').map((word) => word.trim().toLowerCase());
  return [...new Set(words)].map((word) => {
    const format = formatSchema.safeParse(word);
    if (format.success) return format.data;
    throw new Error(`--format knows ${formatSchema.options.join(', ')}, not "${word}".`);
  });
}
