import { microcentsPerCent } from '@bom/domain';
import { redactText } from '@bom/runtime';
import { html } from './html.ts';
import type { Html } from './html.ts';

export const basePath = '/admin';

export interface PageView {
  /** Makes a form of one button, which leads to `action` under `/admin`. */
  button(form: ButtonForm): Html;
  /** What the click that led here did. */
  flash: { done: boolean; text: string } | null;
}

export interface ButtonForm {
  action: string;
  label: string;
  /** Read out with the button, where the label alone does not say what it is about. */
  about: string;
  tone?: 'quiet' | 'danger';
  fields?: Record<string, string | number>;
  /** What must be ticked first. */
  confirm?: string;
}

export function renderPage(
  { flash }: Pick<PageView, 'flash'>,
  { title, content, refreshSeconds }: { title: string; content: Html; refreshSeconds?: number | null },
): string {
  return html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        ${refreshSeconds ? html`<meta http-equiv="refresh" content="${refreshSeconds}" />` : null}
        <title>${title} · Bom Studio</title>
        <link rel="icon" href="data:," />
        <link rel="stylesheet" href="${basePath}/style.css" />
      </head>
      <body>
        <a class="skip" href="#content">Skip to the content</a>
        <header class="bar">
          <a class="brand" href="${basePath}/">Bom Studio</a>
          <nav aria-label="Staff pages">
            <a href="${basePath}/">Today</a><a href="${basePath}/queues/">Bull Board</a><a href="/docs/">API</a>
          </nav>
        </header>
        <main id="content">
          ${flash ? html`<p class="flash ${flash.done ? 'good' : 'bad'}" role="status">${flash.text}</p>` : null}
          ${content}
        </main>
      </body>
    </html> `.text;
}

export function renderButton(form: ButtonForm & { token: string }): Html {
  const { action, label, about, tone = '', fields = {}, confirm, token } = form;
  const hidden = Object.entries({ token, ...fields });
  return html`<form method="post" action="${basePath}${action}" class="act">
    ${hidden.map(([name, value]) => html`<input type="hidden" name="${name}" value="${value}" />`)}
    ${confirm ? html`<label class="confirm"><input type="checkbox" required /> ${confirm}</label>` : null}
    <button class="${tone}" aria-label="${label}: ${about}">${label}</button>
  </form>`;
}

export const section = (title: string, { note, body }: { note?: string; body: Html }): Html =>
  html`<section>
    <h2>${title}${note ? html` <small>${note}</small>` : null}</h2>
    ${body}
  </section>`;

export const badge = (status: string): Html => html`<span class="badge ${status}">${status}</span>`;

/** Text from errors: without what looks like a secret, and cut. */
export const reason = (text: string): string => redactText(text).slice(0, 400);

export const time = (at: Date): Html =>
  html`<time datetime="${at.toISOString()}">${at.toISOString().slice(5, 16).replace('T', ' ')}</time>`;

export function duration(seconds: number): string {
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  if (whole < 86_400) return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  return `${Math.floor(whole / 86_400)} d ${Math.floor((whole % 86_400) / 3600)} h`;
}

/** Dollars: calls are cheap, so that small sums keep their cents' fractions. */
export function money(microcents: bigint): string {
  const dollars = Number(microcents) / microcentsPerCent / 100;
  return `$${dollars.toFixed(dollars !== 0 && Math.abs(dollars) < 1 ? 4 : 2)}`;
}
