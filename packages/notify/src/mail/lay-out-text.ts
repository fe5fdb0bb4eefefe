import { defuseLinks } from '../content/clean-text.ts';
import type { Line } from '../content/line.ts';
import type { NoticeContent } from '../content/notice-content.ts';

/** The mail for those who read plain text: the same words, the link on a line of its own. */
export function layOutText({ heading, greeting, lines, facts, quotes, button, closing }: NoticeContent): string {
  const parts = [
    heading,
    greeting ? textOf(greeting) : '',
    ...lines.map((line) => textOf(line)),
    facts.map(({ label, value, code }) => `${label}: ${code ? value : defuseLinks(value)}`).join('\n'),
    ...quotes.map(({ label, text }) => `${label}:\n${indent(defuseLinks(text))}`),
    button ? `${button.label}:\n${button.url}` : '',
    ...closing.map((line) => textOf(line)),
    // The mark of RFC 3676 section 4.3, with its space: mail programs grey out what follows.
    '-- \nBom Studio',
  ];
  return `${parts.filter(Boolean).join('\n\n')}\n`;
}

function textOf(line: Line): string {
  return line.map(({ kind, text }) => (kind === 'value' ? defuseLinks(text) : text)).join('');
}

function indent(text: string): string {
  return text
    .split('\n')
    .map((line) => `> ${line}`.trimEnd())
    .join('\n');
}
