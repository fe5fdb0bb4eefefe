/** A segment's and a still's. */
const mostIdle = 2;
const pageBytes = 65_536;
const idle: WebAssembly.Memory[] = [];

/**
 * Memory of at least this many pages, if possible one that a kernel gave back: fresh pages cost time when they are
 * first touched, and V8 collects garbage more often when much memory comes and goes. It still holds its old bytes.
 * Sizes are powers of two, so that segments share them; untouched pages cost nothing.
 */
export function borrowMemory(pages: number): WebAssembly.Memory {
  const size = 2 ** Math.ceil(Math.log2(pages));
  const at = idle.findIndex((memory) => memory.buffer.byteLength === size * pageBytes);
  const [memory] = at === -1 ? [] : idle.splice(at, 1);
  return memory ?? new WebAssembly.Memory({ initial: size, maximum: size });
}

/** Keeps the latest ones. */
export function returnMemory(memory: WebAssembly.Memory): void {
  idle.push(memory);
  if (idle.length > mostIdle) idle.shift();
}
