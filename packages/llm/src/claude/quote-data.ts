import { canonicalHash } from '@bom/domain';

/**
 * Client material as data that can't leave its quotes: JSON strings inside a tag whose name no text can foresee, and with
 * no angle bracket in them to close it. Invisible format characters, which can carry text that no reviewer sees, are
 * dropped; joiners stay, emoji and some scripts need them.
 */
export function quoteData(kind: string, value: unknown): string {
  const tag = `${kind}_${canonicalHash(value).slice(0, 12)}`;
  const json = JSON.stringify(
    value,
    (_, field: unknown) => (typeof field === 'string' ? visibleText(field) : field),
    2,
  );
  const fenced = json.replaceAll('<', String.raw`\u003c`).replaceAll('>', String.raw`\u003e`);
  return `<${tag}>\n${fenced}\n</${tag}>`;
}

function visibleText(text: string): string {
  return text.replaceAll(/[^\P{Cf}\u200c\u200d]/gu, '').toWellFormed();
}
