import { subjectOf } from '@bom/db';
import type { AuditEvent } from '@bom/db';
import { microcentsPerCent } from '@bom/domain';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { badge, basePath, duration, money, reason, renderPage, section, time } from './page.ts';
import type { PageView } from './page.ts';
import { isDrainable } from './queue-actions.ts';
import type { JobLine, LetterLine, Overview, QueueLine, Spend } from './read-overview.ts';

/** `/admin`: how the studio stands, and the buttons for what waits for a person. */
export function overviewPage(view: PageView, { overview, live }: { overview: Overview; live: boolean }): string {
  const { now, letters, drafts, spend, queues, audit } = overview;
  const content = html`<div class="title">
      <h1>Today</h1>
      <p>
        ${now.toISOString().slice(0, 16).replace('T', ' ')} UTC ·
        ${
          live
            ? html`refreshed every ${liveSeconds} s · <a href="${basePath}/">stop</a>`
            : html`<a href="${basePath}/?live=1">refresh by itself</a>`
        }
      </p>
    </div>
    ${figures(overview)}
    ${section('Drafts to look at', { note: String(drafts.waiting), body: draftCards(drafts.lines, view, now) })}
    ${section('Failures', { note: `${letters.open} open`, body: letterTable(letters.lines, view) })}
    ${section('Jobs', { note: 'of today, and those under way', body: jobTable(overview.jobs.lines, now) })}
    <div class="columns">
      ${section('Queues', { body: queueTable(queues, view) })}
      ${section('Spend', { note: 'UTC', body: spendTable(spend) })}
    </div>
    ${section('Done by hand', { note: 'latest', body: auditTable(audit) })}`;
  return renderPage(view, { title: 'Today', content, refreshSeconds: live ? liveSeconds : null });
}

const liveSeconds = 30;

const nothing = (text: string): Html => html`<p class="nothing">${text}</p>`;

function figures({ jobs: { byStatus }, letters, drafts, spend }: Overview): Html {
  const shown: [string, string | number, string?][] = [
    ['Under way', (byStatus.queued ?? 0) + (byStatus.processing ?? 0)],
    ['Finished', byStatus.complete ?? 0],
    ['Failed', byStatus.failed ?? 0, byStatus.failed ? 'bad' : ''],
    ['Open failures', letters.open, letters.open ? 'bad' : ''],
    ['Drafts waiting', drafts.waiting],
    ['Spent today', money(spend.today.total.costMicrocents)],
  ];
  return html`<dl class="figures">
    ${shown.map(
      ([label, value, tone]) =>
        html`<div class="${tone}">
          <dt>${label}</dt>
          <dd>${value}</dd>
        </div>`,
    )}
  </dl>`;
}

function draftCards(lines: Overview['drafts']['lines'], { button }: PageView, now: Date): Html {
  if (lines.length === 0) return nothing('No draft waits for anybody.');
  return html`<ul class="cards">
    ${lines.map((video) => {
      const href = `${basePath}/videos/${video.id}`;
      const poster = video.posterKey
        ? html`<img src="${href}/poster?revision=${video.revision}" alt="" loading="lazy" />`
        : html`<span class="no-poster"></span>`;
      return html`<li>
        <a class="poster" href="${href}">${poster}<span class="play">Play</span></a>
        <div>
          <h3><a href="${href}">${video.title}</a></h3>
          <p>${video.client.name}</p>
          <p class="quiet">revision ${video.revision} · waits for ${duration(ageOf(video.updatedAt, now))}</p>
          ${button({
            action: `/videos/${video.id}/submit`,
            label: 'Submit for review',
            about: video.title,
            fields: { version: video.version },
          })}
        </div>
      </li>`;
    })}
  </ul>`;
}

function letterTable(lines: LetterLine[], { button }: PageView): Html {
  if (lines.length === 0) return nothing('Nothing has failed for good.');
  return html`<table>
    <thead>
      <tr>
        <th>When</th>
        <th>What</th>
        <th>Reason</th>
        <th></th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        (letter) =>
          html`<tr>
            <td data-label="When">${time(letter.createdAt)}</td>
            <td data-label="What">
              ${subjectLink(letter)}
              <div class="quiet">${letter.queue}${letter.step ? ` · ${letter.step}` : ''}</div>
            </td>
            <td data-label="Reason">
              <code>${letter.code}</code>
              <div>${reason(letter.detail)}</div>
            </td>
            <td>
              ${button({
                action: `/dead-letters/${letter.id}/retry`,
                label: 'Retry',
                about: `${letter.film ?? subjectOf(letter)}, ${letter.code}`,
              })}
            </td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function subjectLink(letter: LetterLine): Html {
  const subject = subjectOf(letter);
  if (letter.film) return html`<a href="${basePath}/jobs/${letter.jobId}">${letter.film}</a>`;
  if (subject === 'job') return html`A film that is gone`;
  return html`${subject === 'notice' ? 'Notice' : 'Delivery from outside'}`;
}

function jobTable(lines: JobLine[], now: Date): Html {
  if (lines.length === 0) return nothing('No job yet today.');
  return html`<table>
    <thead>
      <tr>
        <th>State</th>
        <th>Film</th>
        <th>Stage</th>
        <th>Age</th>
      </tr>
    </thead>
    <tbody>
      ${lines.map(
        (job) =>
          html`<tr>
            <td data-label="State">${badge(job.status)}</td>
            <td data-label="Film">
              <a href="${basePath}/jobs/${job.id}">${job.video.title}</a>
              <div class="quiet">${job.video.client.name}</div>
            </td>
            <td data-label="Stage">${stageOf(job)}</td>
            <td data-label="Age">${duration(ageOf(job.createdAt, now))}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function stageOf({ status, stage, progress, error }: JobLine): Html {
  const { code, detail } = (error ?? {}) as { code?: string; detail?: string };
  if (status === 'failed')
    return html`<code>${code ?? 'unknown'}</code>
      <div>${reason(detail ?? '')}</div>`;
  return html`${stage} <progress max="100" value="${progress}" aria-label="Progress">${progress} %</progress>
    <span class="quiet">${progress} %</span>`;
}

function queueTable(queues: QueueLine[] | null, { button }: PageView): Html {
  if (!queues) return html`<p class="flash bad">Redis does not answer: queues can be neither shown nor changed.</p>`;
  return html`<ul class="queues">
    ${queues.map(
      (queue) =>
        html`<li>
          <h3>
            <a href="${basePath}/queues/queue/${queue.name}">${queue.name}</a> ${queue.paused ? badge('paused') : null}
          </h3>
          <p>
            ${queue.waiting} waiting · ${queue.active} active · ${queue.delayed} delayed · ${queue.failed} failed
            <span class="quiet">· oldest waits ${duration(queue.oldestWaitingSeconds)}</span>
          </p>
          <div class="acts">
            ${button({
              action: `/queue-actions/${queue.name}/${queue.paused ? 'resume' : 'pause'}`,
              label: queue.paused ? 'Resume' : 'Pause',
              about: `queue ${queue.name}`,
              tone: 'quiet',
            })}${
              isDrainable(queue.name)
                ? button({
                    action: `/queue-actions/${queue.name}/drain`,
                    label: 'Drain',
                    about: `queue ${queue.name}`,
                    tone: 'danger',
                    confirm: 'empty it',
                  })
                : null
            }
          </div>
        </li>`,
    )}
  </ul>`;
}

function spendTable({ today, thisMonth, budgets }: Spend): Html {
  const ofToday = new Map(today.groups.map(({ key, costMicrocents }) => [key, costMicrocents]));
  const rows = thisMonth.groups.map(
    ({ key, calls, costMicrocents }) =>
      html`<tr>
        <td>${key}</td>
        <td>${money(ofToday.get(key) ?? 0n)}</td>
        <td>${money(costMicrocents)}</td>
        <td>${calls}</td>
      </tr>`,
  );
  return html`<table class="plain">
      <thead>
        <tr>
          <th>Provider</th>
          <th>Today</th>
          <th>Month</th>
          <th>Calls</th>
        </tr>
      </thead>
      <tbody>
        ${rows}
      </tbody>
      <tfoot>
        <tr>
          <th>All</th>
          <td>${money(today.total.costMicrocents)}</td>
          <td>${money(thisMonth.total.costMicrocents)}</td>
          <td>${thisMonth.total.calls}</td>
        </tr>
      </tfoot>
    </table>
    ${budgets.length > 0 ? budgetTable(budgets) : nothing('No client has a budget set.')}`;
}

function budgetTable(budgets: Spend['budgets']): Html {
  const rows = budgets.map(({ name, cents, spentMicrocents }) => {
    const whole = BigInt(cents) * BigInt(microcentsPerCent);
    return html`<tr>
      <td>${name}</td>
      <td>${money(whole - spentMicrocents)}</td>
      <td>${money(whole)}</td>
    </tr>`;
  });
  return html`<table class="plain">
    <thead>
      <tr>
        <th>Client's budget</th>
        <th>Left</th>
        <th>Of</th>
      </tr>
    </thead>
    <tbody>
      ${rows}
    </tbody>
  </table>`;
}

function auditTable(events: AuditEvent[]): Html {
  if (events.length === 0) return nothing('Nobody has done anything by hand yet.');
  return html`<table>
    <thead>
      <tr>
        <th>When</th>
        <th>Who</th>
        <th>What</th>
        <th>How it went</th>
      </tr>
    </thead>
    <tbody>
      ${events.map(
        ({ createdAt, actor, userName, ip, action, target, result }) =>
          html`<tr>
            <td data-label="When">${time(createdAt)}</td>
            <td data-label="Who">
              ${userName ? `${userName} ` : null}<span class="quiet">${actor}${ip ? ` · ${ip}` : null}</span>
            </td>
            <td data-label="What">${action} <span class="quiet">${target}</span></td>
            <td data-label="Result">${badge(result)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

const ageOf = (since: Date, now: Date): number => (now.getTime() - since.getTime()) / 1000;
