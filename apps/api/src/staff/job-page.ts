import { runId } from '@bom/jobs';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { badge, basePath, duration, money, reason, renderPage, section, time } from './page.ts';
import type { PageView } from './page.ts';
import type { JobFacts } from './read-film.ts';

/** `/admin/jobs/<id>`: what one job did, where it stands, and under which ids to look for it elsewhere. */
export function jobPage(view: PageView, job: JobFacts): string {
  const { video } = job;
  const content = html`<div class="title">
      <h1>${video.title}</h1>
      <p>${badge(job.status)} ${video.client.name} · ${job.kind}</p>
    </div>
    ${failure(job)} ${section('Where it stands', { body: facts(job) })}
    ${section('Time by stage', { body: stages(job) })}
    ${section('Steps', { note: String(job.steps.length), body: steps(job) })}
    ${section('Calls and cost', { note: money(costOf(job)), body: calls(job) })}`;
  return renderPage(view, { title: `Job of ${video.title}`, content });
}

const costOf = ({ usage }: JobFacts): bigint => usage.reduce((sum, { costMicrocents }) => sum + costMicrocents, 0n);

function failure({ error }: JobFacts): Html | null {
  if (!error) return null;
  const { code, detail, stage, trace_id: traceId } = error as Record<string, unknown>;
  return html`<div class="flash bad">
    <p><code>${asText(code)}</code> ${stage ? html`in ${asText(stage)}` : null}</p>
    <p>${reason(asText(detail))}</p>
    ${traceId ? html`<p>Trace <code>${asText(traceId)}</code></p>` : null}
  </div>`;
}

const asText = (value: unknown): string =>
  typeof value === 'string' ? value : value === undefined ? '' : JSON.stringify(value);

function facts(job: JobFacts): Html {
  const { id, phase } = job;
  const queueJob = runId({ jobId: id, phase, delivery: job.deliveries });
  const lines: [string, Html | string | number][] = [
    ['Film', html`<a href="${basePath}/videos/${job.videoId}">${job.video.title}</a>, revision ${job.revision}`],
    [
      'Stage',
      html`${job.stage} <progress max="100" value="${job.progress}" aria-label="Progress"></progress> ${job.progress} %`,
    ],
    ['Segments', `${job.segmentsDone} of ${job.segmentsTotal}, ${job.segmentsReused} reused`],
    ['Tries', `${job.attempt}, delivered ${job.deliveries} times`],
    ['Queued', time(job.createdAt)],
    ['Started', job.startedAt ? time(job.startedAt) : '–'],
    ['Ended', job.finishedAt ? time(job.finishedAt) : '–'],
    ['In the queue', html`<a href="${basePath}/queues/queue/${phase}/${queueJob}">${queueJob}</a>`],
    ['Job id, in logs', html`<code>${id}</code>`],
    ['Request id, in logs', html`<code>${job.requestId ?? '–'}</code>`],
  ];
  return html`<dl class="facts">
    ${lines.map(
      ([name, value]) =>
        html`<div>
          <dt>${name}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function stages({ stageTimes }: JobFacts): Html {
  const times = Object.entries(stageTimes as Record<string, number>).toSorted(([, a], [, b]) => b - a);
  if (times.length === 0) return html`<p class="nothing">No stage has ended yet.</p>`;
  const longest = Math.max(1, ...times.map(([, ms]) => ms));
  return html`<table class="plain stages">
    <tbody>
      ${times.map(
        ([stage, ms]) =>
          html`<tr>
            <th>${stage}</th>
            <td><meter max="${longest}" value="${ms}">${ms} ms</meter></td>
            <td>${duration(ms / 1000)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function steps({ steps: lines }: JobFacts): Html {
  if (lines.length === 0) return html`<p class="nothing">No step has begun, or all were remembered.</p>`;
  return html`<table class="plain">
    <thead>
      <tr>
        <th>Step</th>
        <th>State</th>
        <th>Took</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        ({ name, done, durationMs }) =>
          html`<tr>
            <td>${name}</td>
            <td>${badge(done ? 'done' : 'open')}</td>
            <td>${durationMs === null ? '–' : duration(durationMs / 1000)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function calls({ usage }: JobFacts): Html {
  if (usage.length === 0) return html`<p class="nothing">No provider was called.</p>`;
  return html`<table class="plain">
    <thead>
      <tr>
        <th>Call</th>
        <th>Provider</th>
        <th>Took</th>
        <th>Cost</th>
      </tr>
    </thead>
    <tbody>
      ${usage.map(
        ({ operation, provider, model, durationMs, costMicrocents, ok }) =>
          html`<tr>
            <td>${operation} ${ok ? null : badge('failed')}</td>
            <td>
              ${provider}
              <div class="quiet">${model}</div>
            </td>
            <td>${duration(durationMs / 1000)}</td>
            <td>${money(costMicrocents)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
