import type { Storage } from './storage.ts';

/** A small object whole, as UTF-8. Throws what `open` throws. */
export async function readText(
  storage: Pick<Storage, 'open'>,
  key: string,
  options: { signal?: AbortSignal } = {},
): Promise<string> {
  const { stream } = await storage.open(key, options);
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString('utf8');
}
