import { isNativeError } from 'node:util/types';

const redacted = '[redacted]';

/** Names whose values never reach a log line, whatever their depth. */
const secretName =
  /^(authorization|proxy-authorization|cookies?|set-cookie|pass(word|wd|phrase)?|secrets?|signatures?|tokens?|credentials?|api-?key|private-?key|session|jwt)$|[-_]?(secret|token|password|credentials|signature)$|[-_]?(api|private|secret|access|signing)[-_]?key$/i;

/** A parameter of any query string, absolute or relative. Whether its name is a secret's is asked of the name alone. */
const parameter = /([?&;])([\w.-]+)=([^&\s"'\\#<>]+)/g;
/** `signature=`, `X-Amz-Credential=`, `token=`, `email=` and their kind. */
const secretParameter = /sig|token|key|secret|password|credential|code|e-?mail/i;
const schemeCredentials = /\b(Bearer|Basic)\s+[\w.~+/=-]{6,}/gi;
const urlPassword = /(:\/\/)[^\s/@"'\\:]*:[^\s/@"'\\]*@/g;

const jsonField = /"([\w-]{1,60})":"(?:[^"\\]|\\.)*"/g;

const maxDepth = 8;

/** A copy of `value` in which every field with a secret's name is blanked. Errors are left for their serializer. */
export function redactFields(value: Record<string, unknown>): Record<string, unknown> {
  return redactRecord(value, 0, new Set([value]));
}

/** A finished JSON line; pino gives the bindings of child loggers no other chance. */
export function redactLine(line: string, literalSecrets: readonly string[]): string {
  const withoutFields = line.replace(jsonField, (field, name: string) =>
    secretName.test(name) ? `"${name}":"${redacted}"` : field,
  );
  return redactText(withoutFields, literalSecrets);
}

/** `text` without query secrets, Authorization values, passwords in URLs, and the given literal secrets. */
export function redactText(text: string, literalSecrets: readonly string[] = []): string {
  let clean = text
    .replace(parameter, (all, mark: string, name: string) =>
      secretParameter.test(name) ? `${mark}${name}=${redacted}` : all,
    )
    .replace(schemeCredentials, `$1 ${redacted}`)
    .replace(urlPassword, `$1${redacted}@`);
  for (const secret of literalSecrets) clean = clean.replaceAll(secret, redacted);
  return clean;
}

function redactValue(value: unknown, depth: number, ancestors: Set<object>): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (isNativeError(value) || value instanceof Date || ArrayBuffer.isView(value)) return value;
  // Requests, sockets and the like are for their own serializers; copying them would lose their getters.
  const prototype: unknown = Object.getPrototypeOf(value);
  if (!Array.isArray(value) && prototype !== Object.prototype && prototype !== null) return value;
  if (ancestors.has(value) || depth >= maxDepth) return '[deep]';
  ancestors.add(value);
  const copy = Array.isArray(value)
    ? value.map((item) => redactValue(item, depth + 1, ancestors))
    : redactRecord(value, depth, ancestors);
  ancestors.delete(value);
  return copy;
}

function redactRecord(record: object, depth: number, ancestors: Set<object>): Record<string, unknown> {
  const copy: Record<string, unknown> = {};
  for (const [name, field] of Object.entries(record)) {
    copy[name] = isSecret(name, field) ? redacted : redactValue(field, depth + 1, ancestors);
  }
  return copy;
}

/** Counts such as `tokens: 512` are no secrets. */
function isSecret(name: string, field: unknown): boolean {
  return typeof field !== 'number' && typeof field !== 'boolean' && field !== null && secretName.test(name);
}
