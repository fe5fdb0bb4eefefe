import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync, statSync } from 'node:fs';

export interface UnprivilegedUser {
  uid: number;
  gid: number;
}

/**
 * Postgres refuses to run as root: who runs it instead. The owner of its files where there are some, else `nobody`, which every
 * system has, so that no user need be made. Undefined when this process is not root.
 */
export function findUnprivilegedUser(ownedFolder?: string): UnprivilegedUser | undefined {
  if (process.getuid?.() !== 0) return undefined;
  const owner = ownedFolder === undefined ? undefined : statSync(ownedFolder);
  if (owner && owner.uid !== 0) return { uid: owner.uid, gid: owner.gid };
  return { uid: idOfNobody('-u'), gid: idOfNobody('-g') };
}

function idOfNobody(flag: '-u' | '-g'): number {
  return Number(execFileSync('id', [flag, 'nobody'], { encoding: 'utf8' }));
}

/**
 * What to put before a command to run it as that user. When a closed folder lies above a file that the user has to get at (a
 * clone under /root), the command keeps the one capability that looks through.
 */
export function runAs(user: UnprivilegedUser | undefined, mustReach: readonly string[]): readonly string[] {
  if (!user) return [];
  const become = ['setpriv', '--reuid', String(user.uid), '--regid', String(user.gid), '--clear-groups'];
  const ways = [become, ...grantable().map((name) => become.concat(grant(name)))];
  const way = ways.find((candidate) => mustReach.every((path) => canReach(candidate, path)));
  if (way) return way;
  throw new Error(
    `Postgres may not run as root, and user ${user.uid} can't reach ${mustReach.join(' and ')}: run as an ordinary user, or open the folders above.`,
  );
}

function canReach([program = '', ...args]: readonly string[], path: string): boolean {
  return spawnSync(program, [...args, 'test', '-r', path], { stdio: 'ignore' }).status === 0;
}

/** Numbers from linux/capability.h. The milder first; a container's root often has only the other. */
const lookThrough = { dac_read_search: 2, dac_override: 1 } as const;
type Capability = keyof typeof lookThrough;

function grantable(): Capability[] {
  const held = BigInt(`0x${/CapEff:\s*([0-9a-f]+)/.exec(readFileSync('/proc/self/status', 'utf8'))?.[1] ?? '0'}`);
  return (['dac_read_search', 'dac_override'] as const).filter((name) => (held >> BigInt(lookThrough[name])) & 1n);
}

/** Without no_setuid_fixup, access(2), by which Postgres looks for its own binary, ignores the capability. */
function grant(name: Capability): string[] {
  return ['--securebits', '+no_setuid_fixup', '--inh-caps', `+${name}`, '--ambient-caps', `+${name}`];
}
