/**
 * The whole of a body of at most `maxBytes`. A larger one is not read further: its connection is closed, and what `tooLarge`
 * makes is thrown.
 */
export async function readLimited(
  body: AsyncIterable<Uint8Array> | ReadableStream<Uint8Array> | null,
  { maxBytes, tooLarge }: { maxBytes: number; tooLarge: () => Error },
): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Node's web streams are iterable, whatever the browser's types say.
  for await (const chunk of (body ?? []) as AsyncIterable<Uint8Array>) {
    size += chunk.length;
    if (size > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
