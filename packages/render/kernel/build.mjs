// Compiles the kernel and writes it as a module, so that running it needs neither AssemblyScript nor a file beside the code.
// node packages/render/kernel/build.mjs          writes src/motion/kernel.wasm.ts
// node packages/render/kernel/build.mjs --print  prints what it would write
import { readFile, writeFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import asc from 'assemblyscript/asc';

const folder = fileURLToPath(new URL('.', import.meta.url));
const target = fileURLToPath(new URL('../src/motion/kernel.wasm.ts', import.meta.url));

const text = [
  '// Built from kernel/*.ts by kernel/build.mjs; change those and build again. Base64 in pieces.',
  ...moduleText('plainKernel', 'The kernel for every machine.', await compile(['simd'])),
  ...moduleText('relaxedKernel', 'The same, faster, with relaxed SIMD.', await compile(['simd', 'relaxed-simd'])),
  '',
].join('\n');
if (process.argv.includes('--print')) process.stdout.write(text);
else await writeFile(target, text);

async function compile(features) {
  let binary;
  const options = [
    '--outFile',
    'kernel.wasm',
    '-O3',
    '--noAssert',
    '--runtime',
    'stub',
    '--importMemory',
    ...features.flatMap((feature) => ['--enable', feature]),
  ];
  const { error, stderr } = await asc.main(['index.ts', '--baseDir', folder, ...options], {
    readFile: (name, base) => readFile(`${base}/${name}`, 'utf8').catch(() => null),
    writeFile: (name, contents) => void (name.endsWith('.wasm') && (binary = contents)),
    listFiles: () => [],
  });
  if (error !== null || binary === undefined) throw new Error(`the kernel does not compile: ${stderr.toString()}`);
  return binary;
}

function moduleText(name, meaning, binary) {
  const pieces = Buffer.from(binary)
    .toString('base64')
    .match(/.{1,110}/g);
  return [`/** ${meaning} */`, `export const ${name} = [`, ...pieces.map((piece) => `  '${piece}',`), '];'];
}
