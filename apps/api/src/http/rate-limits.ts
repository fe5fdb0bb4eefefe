import { hash } from 'node:crypto';
import { ipKeyGenerator } from 'express-rate-limit';
import type { Request, RequestHandler, Response } from 'express';
import type { Operation } from '@bom/contracts';
import type { ApiDeps } from '../deps.ts';
import { createLimitStore } from './limit-store.ts';
import type { Hit } from './limit-store.ts';
import { HttpProblem } from './http-problem.ts';

type Limited = Pick<Operation, 'access' | 'guarded'> & { path: string };

/** The limits that an operation counts against; made once for the whole app. */
export type LimitsOf = (operation: Limited) => RequestHandler[];

interface Limit {
  name: string;
  perWindow: number;
  windowMs: number;
  keyOf(request: Request): string;
  /** Sign-in is never without a limit; all else rather works without one than not at all. */
  withoutRedis: 'nothing' | 'local';
}

const minuteMs = 60_000;

/**
 * Callers are counted by who they are, and by address where they are nobody yet; senders of webhooks by address, apart
 * from all others; sign-in by address, strictly, and mails even more so. What is not under `/api` and `/admin` (health,
 * signed files, the docs) is free.
 *
 * Each answer carries `RateLimit` and `RateLimit-Policy` (draft-ietf-httpapi-ratelimit-headers-08); a refused one is 429
 * with `Retry-After`.
 */
export function createRateLimits(deps: Pick<ApiDeps, 'redis' | 'logger' | 'config'>): LimitsOf {
  const { perMinute, signInPerMinute, mailsPerHour } = deps.config.rateLimits;
  const make = (limit: Limit) => makeLimit(deps, limit);
  const perAddress = { windowMs: minuteMs, keyOf: addressOf };
  const callers = make({
    name: 'callers',
    perWindow: perMinute,
    windowMs: minuteMs,
    keyOf: callerOf,
    withoutRedis: 'nothing',
  });
  const webhooks = make({ ...perAddress, name: 'webhooks', perWindow: perMinute, withoutRedis: 'nothing' });
  const signIn = make({ ...perAddress, name: 'sign-in', perWindow: signInPerMinute, withoutRedis: 'local' });
  const mails = make({
    name: 'mails',
    perWindow: mailsPerHour,
    windowMs: 60 * minuteMs,
    keyOf: addressOf,
    withoutRedis: 'local',
  });
  return ({ access, guarded, path }) => {
    if (guarded) return guarded === 'mail' ? [signIn, mails] : [signIn];
    if (access.by === 'signature') return [webhooks];
    return /^\/(api|admin)\//.test(path) ? [callers] : [];
  };
}

function makeLimit({ redis, logger }: Pick<ApiDeps, 'redis' | 'logger'>, limit: Limit): RequestHandler {
  const { name, perWindow, windowMs, withoutRedis } = limit;
  const prefix = `limit:${name}:`;
  const store = createLimitStore({ redis, logger, prefix, perWindow, windowMs, withoutRedis });
  return (request, response, next) => {
    const key = limit.keyOf(request);
    const judge = (hit: Hit) => {
      tellLimit(response, { limit, key, hit });
      if (hit.number <= perWindow) return next();
      return next(
        new HttpProblem('rate_limited', 'Too many requests; come again after as many seconds as Retry-After says.'),
      );
    };
    const hit = store.count(key);
    if (!(hit instanceof Promise)) return judge(hit);
    return hit.then(judge);
  };
}

function tellLimit(response: Response, { limit, key, hit }: { limit: Limit; key: string; hit: Hit }): void {
  const { name, perWindow, windowMs } = limit;
  const left = Math.max(0, perWindow - hit.number);
  const seconds = Math.max(0, Math.ceil((hit.resetAt - Date.now()) / 1000));
  addHeader(response, 'RateLimit', `"${name}"; r=${left}; t=${seconds}`);
  const policy = `q=${perWindow}; w=${windowMs / 1000}; pk=:${partitionOf(key)}:`;
  addHeader(response, 'RateLimit-Policy', `"${name}"; ${policy}`);
  if (hit.number > perWindow) response.setHeader('Retry-After', seconds);
}

/** Where several limits hold, each is told. */
function addHeader(response: Response, name: string, value: string): void {
  if (response.hasHeader(name)) response.append(name, value);
  else response.setHeader(name, value);
}

/** Tells a caller's windows apart without naming the caller. */
const partitionOf = (key: string): string => Buffer.from(hash('sha256', key).slice(0, 12)).toString('base64');

const callerOf = (request: Request): string => request.principal?.id ?? addressOf(request);

/** IPv6 callers own whole networks: they are counted by /56. */
const addressOf = (request: Request): string => ipKeyGenerator(request.ip ?? '', 56);
