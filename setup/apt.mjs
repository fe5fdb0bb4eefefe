import { existsSync, readdirSync } from 'node:fs';
import { runQuietly } from './run-quietly.mjs';
import { say } from './say.mjs';

const listsFolder = '/var/lib/apt/lists';

/** What a person would type who has the right to. */
export function aptCommand(packages) {
  return `sudo sh -c 'apt-get update && apt-get install -y --no-install-recommends ${packages.join(' ')}'`;
}

/** Fetches the package lists only when there are none, or when they turn out too old for the packages to be had. */
export async function installWithApt(packages, sudo) {
  if (!hasLists()) await update(sudo);
  try {
    await installOnce(packages, sudo);
  } catch {
    await update(sudo);
    await installOnce(packages, sudo);
  }
}

function hasLists() {
  return (
    existsSync(listsFolder) &&
    readdirSync(listsFolder).some((name) => name.endsWith('_Packages') || name.includes('_Packages.'))
  );
}

async function update(sudo) {
  say('fetching the lists of packages (apt-get update).');
  await runAsRoot('apt-get update -o DPkg::Lock::Timeout=300', sudo);
}

/**
 * The Redis package starts a service of its own, which nothing here needs. policy-rc.d is how Debian is told to start none; it is
 * there only for the length of the install, and one that the machine already has is left alone.
 */
async function installOnce(packages, sudo) {
  const command = `apt-get install -y --no-install-recommends -o DPkg::Lock::Timeout=300 ${packages.join(' ')}`;
  const quietServices = `
    policy=/usr/sbin/policy-rc.d
    if [ -d /usr/sbin ] && [ ! -e "$policy" ]; then
      trap 'rm -f "$policy"' EXIT
      printf '#!/bin/sh\\nexit 101\\n' > "$policy" && chmod 755 "$policy"
    fi
    ${command}`;
  await runAsRoot(quietServices, sudo);
}

async function runAsRoot(script, sudo) {
  const [command, ...args] = [...sudo, 'env', 'DEBIAN_FRONTEND=noninteractive', 'sh', '-c', script];
  await runQuietly(command, args);
}
