import { TransientError } from '@bom/domain';

const maxBytes = 96 * 1024 * 1024;

/** The whole body, refused where it is larger than any narration. */
export async function readBody(response: Response, about: { provider: string; scene: number | null }): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  if (!response.body) return Buffer.alloc(0);
  for await (const chunk of response.body as unknown as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) {
      throw new TransientError('voice_bad_audio', `${about.provider} sent more bytes than any narration has.`, {
        scene: about.scene,
      });
    }
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
