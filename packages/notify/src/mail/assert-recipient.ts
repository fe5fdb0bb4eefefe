import { PermanentError } from '@bom/domain';

/**
 * Lets one bare address through. Lists, names, quoted local parts and control characters are refused rather than cleaned:
 * what is left of a forged address would go to somebody else. Throws PermanentError `mail_address_invalid`.
 */
export function assertRecipient(to: string): void {
  const isAddress = /^[^\s\p{Cc}\p{Cf}"(),:;<>@[\\\]]+@[^\s\p{Cc}\p{Cf}"'(),:;<>@[\\\]]+$/u;
  if (to.length <= 254 && isAddress.test(to)) return;
  throw new PermanentError(
    'mail_address_invalid',
    'The recipient is not one plain email address; correct it and send again.',
  );
}
