import { isNativeError } from 'node:util/types';
import { StudioError } from '@bom/domain';
import { pino, stdSerializers } from 'pino';
import type { DestinationStream, Logger } from 'pino';
import { PinoPretty } from 'pino-pretty';
import { currentLogIds } from './log-ids.ts';
import { redactFields, redactLine } from './redact.ts';

export type { Logger } from 'pino';

export interface LoggerOptions {
  name: string;
  level: 'fatal' | 'error' | 'warn' | 'info' | 'debug' | 'trace' | 'silent';
  /** For people at a terminal; JSON lines otherwise. */
  pretty?: boolean;
  /** Standard output when not given. */
  destination?: DestinationStream;
  /** Values that must never appear in a line, wherever they come from: keys and passwords out of the environment. */
  secrets?: readonly string[];
}

/**
 * JSON lines with ISO times and level names. Fields named like secrets are blanked at any depth; the finished line
 * also loses the secrets in URL queries, Authorization values, passwords in URLs and the literal `secrets`.
 * `logger.child({...})` keeps all of that.
 */
export function createLogger(options: LoggerOptions): Logger {
  // A short literal would blank innocent text all over.
  const secrets = (options.secrets ?? []).filter((secret) => secret.length >= 8);
  return pino(
    {
      name: options.name,
      level: options.level,
      base: {},
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => ({ ...currentLogIds(), ...redactFields(fields) }),
      },
      serializers: { err: serializeError, error: serializeError },
      // JSON.stringify of a secret may differ from the secret itself: both spellings are blanked.
      hooks: { streamWrite: (line) => redactLine(line, withJsonSpelling(secrets)) },
    },
    selectDestination(options),
  );
}

function selectDestination({ pretty, destination }: LoggerOptions): DestinationStream {
  const target = destination ?? openStandardOutput();
  if (pretty !== true) return target;
  return PinoPretty({
    destination: target,
    sync: true,
    colorize: destination === undefined && process.stdout.isTTY,
  });
}

/** Where its disk is full the process lives on: the next lines wait for room, a megabyte of them, and the rest is lost. */
function openStandardOutput(): DestinationStream {
  const output = pino.destination({ dest: 1, sync: true, maxLength: 1024 * 1024 });
  output.on('error', () => undefined);
  return output;
}

function withJsonSpelling(secrets: readonly string[]): string[] {
  return [...new Set(secrets.flatMap((secret) => [secret, JSON.stringify(secret).slice(1, -1)]))];
}

function serializeError(error: unknown): unknown {
  if (!isNativeError(error)) return error;
  const { type, message, stack } = stdSerializers.err(error);
  const code: unknown = 'code' in error ? error.code : undefined;
  const details = error instanceof StudioError ? redactFields(error.details) : undefined;
  return { type, code, message, details, stack };
}
