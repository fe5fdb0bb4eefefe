import { TransientError } from '@bom/domain';
import { readLimited, type Service } from '@bom/provider';

const maxBytes = 96 * 1024 * 1024;

/** The whole body, refused where it is larger than any narration. */
export function readSpeech({ body }: Response, { id, name }: Service, scene: number | null): Promise<Buffer> {
  const message = `${name} sent more bytes than any narration has.`;
  const tooLarge = () => new TransientError('voice_bad_audio', message, { scene, service: id, lost: true });
  return readLimited(body, { maxBytes, tooLarge });
}
