import { defuseLinks } from '../content/clean-text.ts';
import type { Line } from '../content/line.ts';
import { plainLine } from '../content/line.ts';
import type { NoticeContent } from '../content/notice-content.ts';

const ink = '#1c1917';
const soft = '#6b6560';
const hair = '#e7e2dc';
const paper = '#f6f3ef';
const accents = { neutral: '#1c1917', good: '#2f7d5b', bad: '#b4472e' } as const;
const sans = "-apple-system,BlinkMacSystemFont,'Segoe UI',Roboto,Helvetica,Arial,sans-serif";
const mono = "ui-monospace,SFMono-Regular,Menlo,Consolas,'Liberation Mono',monospace";
const table = '<table role="presentation" cellpadding="0" cellspacing="0" border="0"';

/** Refines only: narrow screens and dark mode, for the programs that keep style sheets. */
const styleSheet = [
  '@media (max-width:480px){.outer{padding:20px 10px!important}.card{padding:24px 20px 28px!important}',
  '.button,.button a{display:block!important}.button tbody,.button tr,.button td{display:block!important}}',
  '@media (prefers-color-scheme:dark){.paper{background:#171513!important}.soft{color:#b3aaa1!important}',
  '.card{background:#211e1b!important;border-color:#3a3530!important}.ink{color:#f4f0eb!important}',
  '.neutral{background:#f4f0eb!important}.quote{background:#2b2723!important;border-color:#5b534b!important}',
  '.button td{background:#f4f0eb!important}.button a{color:#171513!important}}',
].join('');

/**
 * One column of tables with inline styles, since Outlook draws with Word's engine and Gmail drops the style sheets of some
 * accounts. No pictures, no scripts, no address but the button's.
 */
export function layOutHtml(content: NoticeContent): string {
  const { subject, tone, frame } = content;
  return `<!doctype html>
<html lang="${frame.language}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width,initial-scale=1">
<meta name="color-scheme" content="light dark">
<meta name="supported-color-schemes" content="light dark">
<meta name="format-detection" content="telephone=no,date=no,address=no,email=no,url=no">
<title>${escapeHtml(plainLine(subject))}</title>
<style>${styleSheet}</style>
</head>
<body class="paper" style="margin:0;padding:0;background:${paper};-webkit-text-size-adjust:100%">
<div style="display:none;max-height:0;overflow:hidden;mso-hide:all">${escapeHtml(preview(content))}</div>
${table} class="paper" width="100%" style="background:${paper}">
<tr><td class="outer" align="center" style="padding:40px 16px">
${table} width="100%" style="max-width:560px">
<tr><td class="ink" style="padding:0 4px 14px;font:700 16px/22px ${sans};color:${ink}">Bom Studio</td></tr>
<tr><td class="${tone}" style="height:4px;line-height:4px;font-size:0;background:${accents[tone]};border-radius:8px 8px 0 0">&nbsp;</td></tr>
<tr><td class="card" style="background:#ffffff;border:1px solid ${hair};border-top:0;border-radius:0 0 8px 8px;padding:30px 36px 34px">
${cardOf(content)}
</td></tr>
<tr><td class="soft" style="padding:16px 4px 0;font:400 13px/19px ${sans};color:${soft}">${closingOf(content)}</td></tr>
</table>
</td></tr>
</table>
</body>
</html>
`;
}

function cardOf({ frame, heading, greeting, lines, facts, quotes, button }: NoticeContent): string {
  return [
    `<h1 class="ink" style="margin:0 0 16px;font:600 23px/30px ${sans};color:${ink}">${escapeHtml(heading)}</h1>`,
    ...[...(greeting ? [greeting] : []), ...lines].map((line) => paragraph(htmlOf(line))),
    facts.length > 0 ? factTable(facts) : '',
    ...quotes.map((quote) => quoteBox(quote)),
    button ? buttonTable(button, frame.copyAddress) : '',
  ]
    .filter(Boolean)
    .join('\n');
}

function paragraph(html: string): string {
  return `<p class="ink" style="margin:0 0 14px;font:400 16px/25px ${sans};color:${ink};overflow-wrap:anywhere">${html}</p>`;
}

/** Values stand in spans with a direction of their own, so that an Arabic name does not turn our sentence around. */
function htmlOf(line: Line): string {
  return line.map(({ kind, text }) => (kind === 'fixed' ? escapeHtml(text) : valueOf(defuseLinks(text)))).join('');
}

function valueOf(text: string): string {
  return `<span dir="auto">${escapeHtml(text)}</span>`;
}

function factTable(facts: NoticeContent['facts']): string {
  const rows = facts.map(({ label, value, code }) => {
    const font = `400 14px/22px ${code ? mono : sans}`;
    const shown = valueOf(code ? value : defuseLinks(value));
    return (
      `<tr><td class="soft" valign="top" style="padding:3px 18px 3px 0;font:400 14px/22px ${sans};color:${soft};white-space:nowrap">${escapeHtml(label)}</td>` +
      `<td class="ink" valign="top" width="100%" style="padding:3px 0;font:${font};color:${ink};overflow-wrap:anywhere;word-break:break-word">${shown}</td></tr>`
    );
  });
  return `${table} width="100%" style="margin:0 0 14px">${rows.join('')}</table>`;
}

function quoteBox({ label, text }: NoticeContent['quotes'][number]): string {
  const words = escapeHtml(defuseLinks(text)).replaceAll('\n', '<br>');
  return (
    `<div class="quote" style="margin:0 0 14px;padding:12px 16px;background:${paper};border-left:3px solid #cfc6bb;border-radius:0 6px 6px 0">` +
    `<div class="soft" style="margin:0 0 2px;font:600 13px/20px ${sans};color:${soft}">${escapeHtml(label)}</div>` +
    `<div class="ink" dir="auto" style="font:400 15px/23px ${sans};color:${ink};overflow-wrap:anywhere;word-break:break-word">${words}</div></div>`
  );
}

/** The cell has the colour and the link the room, which all programs draw; the address is for those that block links. */
function buttonTable({ label, url }: NonNullable<NoticeContent['button']>, copyAddress: string): string {
  const href = escapeHtml(url);
  return `${table} class="button" style="margin:24px 0 18px"><tr><td align="center" style="background:${ink};border-radius:6px">
<a href="${href}" style="display:inline-block;padding:13px 26px;font:600 16px/20px ${sans};color:#ffffff;text-decoration:none">${escapeHtml(label)}</a>
</td></tr></table>
<p class="soft" style="margin:0;font:400 13px/19px ${sans};color:${soft};overflow-wrap:anywhere;word-break:break-all">${escapeHtml(copyAddress)}<br>${href}</p>`;
}

function closingOf({ closing, frame }: NoticeContent): string {
  return [...closing.map((line) => htmlOf(line)), escapeHtml(frame.sentBy)].join('<br>');
}

/** What inboxes show beside the subject: the first sentence after the greeting. */
function preview({ lines: [first], heading }: NoticeContent): string {
  return defuseLinks(first ? plainLine(first) : heading);
}

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}
