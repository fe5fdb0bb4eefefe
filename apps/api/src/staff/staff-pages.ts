import express, { Router } from 'express';
import type { Request, Response } from 'express';
import { z } from 'zod';
import { admitStaff, userNameOf } from './admit-staff.ts';
import type { ApiDeps } from '../deps.ts';
import { HttpProblem, notFound } from '../http/http-problem.ts';
import { problemOf } from '../http/problem.ts';
import type { LimitsOf } from '../http/rate-limits.ts';
import { assertOwnForm, makeFormToken } from './form-tokens.ts';
import { jobPage } from './job-page.ts';
import { overviewPage } from './overview-page.ts';
import { basePath, renderButton } from './page.ts';
import type { PageView } from './page.ts';
import { readJob, readVideo } from './read-film.ts';
import { readOverview } from './read-overview.ts';
import { sendCaptions, sendFilm, sendPoster } from './send-draft.ts';
import { doStaffAct } from './staff-acts.ts';
import { style } from './style.ts';
import { videoPage } from './video-page.ts';

/** Nothing runs in these pages, and nothing comes from elsewhere. */
const policy =
  "default-src 'none'; style-src 'self'; img-src 'self' data:; media-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'";

/** The pages of `/admin`: what goes on today, and the few things that wait for a person. */
export function staffPages(deps: ApiDeps, limitsOf: LimitsOf): Router {
  const router = Router();
  router.use(...admitStaff(deps, { basePath, limitsOf }), (_request, response, next) => {
    response.setHeader('Content-Security-Policy', policy);
    // With none at all, browsers would not say of our own forms that they are ours.
    response.setHeader('Referrer-Policy', 'same-origin');
    response.setHeader('Cache-Control', 'no-store');
    next();
  });
  router.get('/', async (request, response) => {
    const overview = await readOverview(deps);
    response.type('html').send(overviewPage(viewOf(deps, request), { overview, live: request.query['live'] === '1' }));
  });
  router.get('/style.css', (_request, response) => {
    response.set('Cache-Control', 'private, max-age=300').type('css').send(style);
  });
  router.get('/jobs/:id', async (request, response) => {
    response.type('html').send(jobPage(viewOf(deps, request), await readJob(deps, idOf(request))));
  });
  router.get('/videos/:id', async (request, response) => {
    response.type('html').send(videoPage(viewOf(deps, request), await readVideo(deps, idOf(request))));
  });
  const filesOf: [path: string, send: typeof sendFilm][] = [
    ['poster', sendPoster],
    ['captions.vtt', sendCaptions],
    ['film/:format', sendFilm],
  ];
  for (const [path, send] of filesOf) {
    router.get(`/videos/:id/${path}`, async (request, response) => {
      await send(deps, { video: await readVideo(deps, idOf(request)), request, response });
    });
  }
  router.post(/.*/, express.urlencoded({ extended: false, limit: '4kb' }), (request, response) =>
    act(deps, request, response),
  );
  return router;
}

const uuid = z.uuid();

function idOf(request: Request): string {
  const id = uuid.safeParse(request.params['id']);
  if (!id.success) throw notFound();
  return id.data;
}

function viewOf({ config }: ApiDeps, request: Request): PageView {
  const principalId = principalOf(request);
  return {
    button: (form) =>
      renderButton({ ...form, token: makeFormToken(config.jwtSecrets, { principalId, action: form.action }) }),
    flash: flashOf(request),
  };
}

function principalOf({ principal }: Request): string {
  if (!principal) throw new Error('These pages are for those who were admitted.');
  return principal.id;
}

/** Answers a form with the page it came from, so that going there again repeats nothing. */
async function act(deps: ApiDeps, request: Request, response: Response): Promise<void> {
  const actor = principalOf(request);
  const form = { principalId: actor, action: request.path };
  assertOwnForm(deps.config.jwtSecrets, { request, form });
  const who = { actor, userName: userNameOf(request), ip: request.ip ?? null };
  try {
    const done = await doStaffAct(deps, { who, request });
    response.redirect(303, `${basePath}/?done=${done}`);
  } catch (error) {
    const { status, code } = problemOf(error, request);
    if (status >= 500 && code === 'internal_error') throw error;
    if (error instanceof HttpProblem && code === 'not_found') throw error;
    response.redirect(303, `${basePath}/?refused=${encodeURIComponent(code)}`);
  }
}

const doneTexts: Record<string, string> = {
  'dead_letter.retry': 'It is being tried again.',
  'video.submit': 'The film is with the client for review.',
  'queue.pause': 'The queue is paused: what runs goes on, nothing new begins.',
  'queue.resume': 'The queue goes on.',
  'queue.drain': 'The queue is empty; what its rows still want comes back by the sweep.',
};

const refusedTexts: Record<string, string> = {
  conflict: 'Not done: somebody or something was faster. Look at it again.',
  illegal_transition: 'Not done: it has moved on since this page was made.',
  version_mismatch: 'Not done: the film has changed since this page was made. Look at it again.',
  queue_unavailable: 'Not done: Redis does not answer.',
};

/** By codes of ours alone: an address that somebody sends must not put words into this page. */
function flashOf({ query }: Request): PageView['flash'] {
  const done = textOf(doneTexts, query['done']);
  if (done) return { done: true, text: done };
  const { refused } = query;
  if (typeof refused !== 'string' || !/^[a-z_]{1,60}$/.test(refused)) return null;
  return { done: false, text: textOf(refusedTexts, refused) ?? `Not done: ${refused.replaceAll('_', ' ')}.` };
}

const textOf = (texts: Record<string, string>, code: unknown): string | null =>
  typeof code === 'string' && Object.hasOwn(texts, code) ? (texts[code] ?? null) : null;
