import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

/** What the sets have shown on one version of the sources, on disk. A set that failed is forgotten: it is run again. */
export function openMemory({ folder, version }) {
  const own = join(folder, version);
  const file = join(own, 'results.json');
  const results = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  return {
    logOf: (name) => join(own, `${name}.log`),
    recall: (name) => results[name],
    keep(name, result) {
      if (result.result === 'passed') results[name] = result;
      else delete results[name];
      mkdirSync(own, { recursive: true });
      // Whole or not at all: a night can end at any moment.
      writeFileSync(`${file}.new`, JSON.stringify(results, null, 2));
      renameSync(`${file}.new`, file);
    },
  };
}
