import { setFlagsFromString } from 'node:v8';
import { plainKernel, relaxedKernel } from './kernel.wasm.ts';

let loaded: WebAssembly.Module | undefined;

/**
 * The compiled kernel: by relaxed SIMD where this machine has it and does what the kernel asks of it, else plain.
 * Both draw the same bytes.
 */
export function loadKernelModule(): WebAssembly.Module {
  loaded ??= compileRelaxed() ?? compileKernel(plainKernel);
  return loaded;
}

export function compileKernel(pieces: string[]): WebAssembly.Module {
  return new WebAssembly.Module(bytesOf(pieces));
}

function compileRelaxed(): WebAssembly.Module | undefined {
  const bytes = bytesOf(relaxedKernel);
  // Standard from Node 22 on; Node 20 knows the same instructions by this flag.
  if (!WebAssembly.validate(bytes)) setFlagsFromString('--experimental-wasm-relaxed-simd');
  if (!WebAssembly.validate(bytes)) return undefined;
  const module = new WebAssembly.Module(bytes);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const { sumPair } = new WebAssembly.Instance(module, { env: { memory } }).exports;
  // A pixel of 255, with its neighbour, not of -1.
  return (sumPair as (pixel: number) => number)(255) === 2 * 255 * 50 ? module : undefined;
}

function bytesOf(pieces: string[]): Buffer<ArrayBuffer> {
  return Buffer.from(pieces.join(''), 'base64');
}
