import { storedFilmsSchema } from '@bom/domain';
import { html } from './html.ts';
import type { Html } from './html.ts';
import { badge, basePath, duration, money, renderPage, section, time } from './page.ts';
import type { PageView } from './page.ts';
import type { VideoFacts } from './read-film.ts';

/** `/admin/videos/<id>`: the film in each of its formats, to be watched before a client sees it. */
export function videoPage(view: PageView, video: VideoFacts): string {
  const submit = view.button({
    action: `/videos/${video.id}/submit`,
    label: 'Submit for review',
    about: video.title,
    fields: { version: video.version },
  });
  const content = html`<div class="title">
      <h1>${video.title}</h1>
      <p>${badge(video.status)} ${video.client.name} · revision ${video.revision} · ${money(video.costMicrocents)}</p>
      ${video.status === 'draft' ? submit : null}
    </div>
    ${section('Watch', { body: players(video) })} ${section('Jobs', { note: 'latest', body: jobs(video) })}
    ${section('What happened', { note: 'latest', body: events(video) })}`;
  return renderPage(view, { title: video.title, content });
}

function players(video: VideoFacts): Html {
  const films = Object.entries(storedFilmsSchema.parse(video.formats));
  if (films.length === 0) return html`<p class="nothing">There is no film yet.</p>`;
  const href = `${basePath}/videos/${video.id}`;
  // In the address, so that no film of an earlier revision is shown from a cache.
  const revision = `?revision=${video.revision}`;
  const hasCaptions = typeof (video.captions as { vtt?: unknown }).vtt === 'string';
  return html`<div class="players">
    ${films.map(
      ([format, film]) =>
        html`<figure class="${format}">
          <video
            controls
            playsinline
            preload="metadata"
            width="${film.width}"
            height="${film.height}"
            aria-label="${video.title}, ${format}"
            src="${href}/film/${format}${revision}"
            ${video.posterKey ? html` poster="${href}/poster${revision}"` : null}
          >
            ${
              hasCaptions
                ? html`<track
                    kind="captions"
                    label="Captions"
                    srclang="${video.language ?? 'en'}"
                    src="${href}/captions.vtt${revision}"
                  />`
                : null
            }
          </video>
          <figcaption>
            ${format} · ${film.width}×${film.height} · ${duration(film.duration_seconds)} ·
            ${(film.bytes / 1e6).toFixed(1)} MB
          </figcaption>
        </figure>`,
    )}
  </div>`;
}

function jobs(video: VideoFacts): Html {
  return html`<table class="plain">
    <tbody>
      ${video.jobs.map(
        (job) =>
          html`<tr>
            <td>${badge(job.status)}</td>
            <td><a href="${basePath}/jobs/${job.id}">${job.kind} of revision ${job.revision}</a></td>
            <td>${time(job.createdAt)}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}

function events(video: VideoFacts): Html {
  return html`<table class="plain">
    <tbody>
      ${video.events.map(
        ({ createdAt, type, actor }) =>
          html`<tr>
            <td>${time(createdAt)}</td>
            <td>${type}</td>
            <td class="quiet">${actor}</td>
          </tr>`,
      )}
    </tbody>
  </table>`;
}
