import { PermanentError } from '@bom/domain';

const segment = '[A-Za-z0-9_-][A-Za-z0-9._-]{0,199}';
const validKey = new RegExp(`^${segment}(?:/${segment})*$`);
const validPrefix = new RegExp(`^(?:${segment}/)*(?:${segment})?$`);
const maxKeyLength = 800;

/** Throws PermanentError `storage_key_invalid`: keys become paths and URLs, so they hold nothing that means more there. */
export function assertObjectKey(key: string): void {
  if (key.length <= maxKeyLength && validKey.test(key)) return;
  throw new PermanentError(
    'storage_key_invalid',
    `${JSON.stringify(key.slice(0, 100))} is no object key; keys are like folder/name.mp4, of letters, digits, dots, dashes and underscores.`,
  );
}

/** A prefix is the beginning of a key, perhaps in the middle of a segment, or empty. */
export function assertKeyPrefix(prefix: string): void {
  if (prefix.length <= maxKeyLength && validPrefix.test(prefix)) return;
  throw new PermanentError('storage_key_invalid', `${JSON.stringify(prefix.slice(0, 100))} can't begin an object key.`);
}
