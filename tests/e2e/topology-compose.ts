import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parse } from 'yaml';

export const root = join(__dirname, '../..');

/** A service of ours as docker-compose.yml and the Dockerfile start it. */
export interface ComposeProgram {
  /** Without `tini --`, which only hands signals on. */
  command: string[];
  /** All of it: the image's, the env_file's and the service's own, in the order of their precedence. */
  env: Record<string, string>;
  /** Null where the service turns it off. */
  healthcheck: string[] | null;
}

interface Service {
  build?: { target: string };
  command?: string[];
  env_file?: { path: string }[];
  environment?: Record<string, string | number>;
  healthcheck?: { disable?: boolean };
}

interface Image {
  command: string[];
  env: Record<string, string>;
  healthcheck: string[] | null;
}

/**
 * The programs of docker-compose.yml under these variables. `envFile` is what a service's env_file holds.
 *
 * @throws Error where a variable that must be set is not
 */
export function readPrograms(variables: Record<string, string>): (service: string) => ComposeProgram {
  const compose = parse(readFileSync(join(root, 'docker-compose.yml'), 'utf8'), { merge: true }) as {
    services: Record<string, Service>;
  };
  const images = readImages();
  return (name) => {
    const service = compose.services[name];
    if (!service) throw new Error(`docker-compose.yml has no service ${name}.`);
    const image = images.get(service.build?.target ?? '');
    const own = Object.entries(service.environment ?? {}).map(([key, text]) => [key, fill(String(text), variables)]);
    return {
      command: service.command ?? image?.command ?? [],
      env: { ...image?.env, ...(service.env_file ? variables : {}), ...(Object.fromEntries(own) as object) },
      healthcheck: service.healthcheck?.disable ? null : (image?.healthcheck ?? null),
    };
  };
}

/** `NAME=value` lines. */
export function readEnvFile(path: string): Record<string, string> {
  const lines = readFileSync(join(root, path), 'utf8').matchAll(/^(\w+)=(.*)$/gm);
  return Object.fromEntries(Array.from(lines, ([, name, value]) => [name, value]));
}

/** `${NAME}`, `${NAME:-default}` and `${NAME:?message}`, the inner ones first. */
function fill(text: string, variables: Record<string, string>): string {
  const innermost = /\$\{(\w+)(?::([-?])([^${}]*))?\}/;
  for (let match = innermost.exec(text); match; match = innermost.exec(text)) {
    const [whole, name = '', kind, rest = ''] = match;
    const value = variables[name];
    if (!value && kind === '?') throw new Error(`${name}: ${rest}`);
    text = text.replace(whole, () => value || (kind === '-' ? rest : ''));
  }
  return text;
}

/** What each stage of the Dockerfile runs and sets, that of the stages it begins with included. */
function readImages(): Map<string, Image> {
  const dockerfile = readFileSync(join(root, 'docker/Dockerfile'), 'utf8').replaceAll('\\\n', ' ');
  const images = new Map<string, Image>();
  for (const stage of dockerfile.split(/^FROM /m).slice(1)) {
    const [, from = '', name = ''] = /^(\S+) AS (\S+)/.exec(stage) ?? [];
    const image: Image = structuredClone(images.get(from) ?? { command: [], env: {}, healthcheck: null });
    for (const [, words = ''] of stage.matchAll(/^ENV (.+)$/gm)) {
      for (const [, key = '', value = ''] of words.matchAll(/(\w+)=(\S+)/g)) image.env[key] = value;
    }
    for (const [, isCheck, words = ''] of stage.matchAll(/^(HEALTHCHECK .*)?CMD (\[.+\])$/gm)) {
      const command = JSON.parse(words) as string[];
      if (isCheck) image.healthcheck = command;
      else image.command = command;
    }
    images.set(name, image);
  }
  return images;
}
