import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { installWithApt, aptCommand } from './apt.mjs';
import { runQuietly } from './run-quietly.mjs';
import { say, SetUpError } from './say.mjs';

/** The programs and fonts of system-tools.json, from the system's own package manager. `neededFor` marks those of tests alone; a build needs none. */
export function systemToolsStep(purpose) {
  const all = JSON.parse(readFileSync(new URL('system-tools.json', import.meta.url), 'utf8'));
  const wanted = purpose === 'build' ? [] : all.filter((tool) => !tool.neededFor || tool.neededFor === purpose);
  const tools = wanted.filter(isForThisSystem);
  return {
    isDone: () => tools.every(isPresent),
    async run() {
      await install(tools.filter((tool) => !isPresent(tool)));
      families = undefined;
      const left = tools.filter((tool) => !isPresent(tool));
      if (left.length > 0) throw new SetUpError(`${names(left)} still missing after the install; install it by hand.`);
    },
  };
}

function isForThisSystem(tool) {
  return process.platform === 'darwin' ? Boolean(tool.brew) : Boolean(tool.apt);
}

function isPresent(tool) {
  if (tool.font) return fontFamilies().has(tool.font);
  if (!hasCommand(tool.command)) return false;
  return !tool.atLeast || isRecent(tool);
}

function hasCommand(name) {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => folder && existsSync(join(folder, name)));
}

/** A build from a source checkout names no release ("N-1234-gabc"): taken as recent. */
function isRecent({ command, atLeast }) {
  const said = spawnSync(command, ['-version'], { encoding: 'utf8' }).stdout ?? '';
  const release = /version n?(\d+)\.(\d+)/.exec(said);
  if (!release) return /version N-\d+/.test(said);
  const [major, minor] = atLeast.split('.').map(Number);
  return Number(release[1]) > major || (Number(release[1]) === major && Number(release[2]) >= minor);
}

let families;

function fontFamilies() {
  const listed = () => spawnSync('fc-list', [':', 'family'], { encoding: 'utf8' }).stdout ?? '';
  families ??= new Set(
    listed()
      .split(/[\n,]/)
      .map((family) => family.trim()),
  );
  return families;
}

async function install(missing) {
  if (process.platform !== 'darwin' && hasCommand('apt-get')) {
    const packages = [...new Set(missing.map((tool) => tool.apt))];
    const sudo = process.getuid() === 0 ? [] : passwordlessSudo();
    if (!sudo)
      throw new SetUpError(
        `${names(missing)} missing, and this user may not install. Run this once, then try again:\n\n  ${aptCommand(packages)}\n`,
      );
    say(`installing ${packages.join(' ')} with apt-get.`);
    return installWithApt(packages, sudo);
  }
  const packages = missing.map((tool) => tool.brew ?? tool.apt);
  if (process.platform === 'darwin' && hasCommand('brew')) {
    say(`installing ${packages.join(' ')} with brew.`);
    return runQuietly('brew', ['install', ...packages]);
  }
  throw new SetUpError(
    `${names(missing)} missing, and there is no apt-get or brew here: install with this system's package manager.`,
  );
}

function passwordlessSudo() {
  const allowed = hasCommand('sudo') && spawnSync('sudo', ['-n', 'true'], { stdio: 'ignore' }).status === 0;
  return allowed ? ['sudo', '-n'] : undefined;
}

function names(tools) {
  const verb = tools.length === 1 ? 'is' : 'are';
  return `${tools.map((tool) => tool.name).join(', ')} ${verb}`;
}
