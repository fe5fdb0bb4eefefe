import { SetUpError } from './say.mjs';

const [neededMajor, neededMinor] = [20, 19];

export function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > neededMajor || (major === neededMajor && minor >= neededMinor)) return;
  throw new SetUpError(
    `Node ${process.versions.node} is too old: install Node ${neededMajor}.${neededMinor} or newer.`,
  );
}
