import { availableParallelism } from 'node:os';
import type { FilmTimes, Outcome } from './run-scenario.ts';
import type { Scenario } from './scenarios.ts';

/** Simulated work may take so much longer than it was to take; turns and small answers, simulated seconds at the 99th percentile. */
const mostOvershoot = 0.1;
const mostLagSeconds = 2;

/** The report of a scenario in Markdown. */
export function reportOf(scenario: Scenario, outcome: Outcome): string {
  const { name, story, scale, arrivals } = scenario;
  const { films, failed, redelivered } = outcome;
  return [
    `## ${name}: ${story}`,
    `One simulated second = 1/${scale} of a real one. ${films.length} of ${arrivals.length} films became drafts${failed > 0 ? `; ${failed} DID NOT` : ''}; the sweep put ${redelivered} into a queue again.`,
    keptUp(scenario, outcome),
    waitsTable(films),
    stagesLine(films),
    perFilmTable(outcome),
    topTable(outcome),
  ].join('\n\n');
}

/** Whether the machine was fast enough for the figures to count. */
function keptUp({ scale }: Scenario, { hosts, used }: Outcome): string {
  const overshoot = Math.max(...hosts.map((host) => host.overshoot));
  const lagMs = Math.max(...hosts.map((host) => host.lagP99Ms));
  const lagSeconds = (lagMs / 1000) * scale;
  const answersMs = [used.answersMs.redis, used.answersMs.postgres].map((each) => quantile(each, 0.99));
  const slowestSeconds = (Math.max(...answersMs) / 1000) * scale;
  const isVoid = overshoot > mostOvershoot || Math.max(lagSeconds, slowestSeconds) > mostLagSeconds;
  const cpu = Object.values(used.cpuSeconds).reduce((sum, seconds) => sum + seconds, 0);
  const share = cpu / used.seconds / availableParallelism();
  const facts = [
    `simulated work took ${percent(overshoot)} longer than it was to take (at most ${percent(mostOvershoot)})`,
    `event-loop lag p99 ${lagMs.toFixed(0)} ms = ${lagSeconds.toFixed(2)} simulated s (at most ${mostLagSeconds})`,
    `Redis and Postgres answered small questions within ${answersMs.join(' and ')} ms (p99) = ${slowestSeconds.toFixed(2)} simulated s (at most ${mostLagSeconds})`,
    `all processes used ${percent(share)} of ${availableParallelism()} cores over ${used.seconds.toFixed(0)} s`,
    `load average ${used.load.toFixed(1)}`,
  ];
  return `${isVoid ? '**VOID: the machine did not keep up.**' : 'The machine kept up:'} ${facts.join('; ')}.`;
}

function waitsTable(films: FilmTimes[]): string {
  const classes = [...new Set(films.map((film) => film.class))].sort();
  const rows = classes.map((name) => {
    const own = films.filter((film) => film.class === name);
    const starts = own.map(({ startedAfter }) => startedAfter);
    const drafts = own.map(({ draftAfter }) => draftAfter);
    const shares = [0.5, 0.95, 0.99];
    return [name, own.length, ...shares.map((at) => quantile(starts, at)), ...shares.map((at) => quantile(drafts, at))];
  });
  const head = ['class', 'films', 'start p50', 'p95', 'p99', 'draft p50', 'p95', 'p99'];
  return `Simulated seconds from the submission:\n\n${table(head, rows)}`;
}

function stagesLine(films: FilmTimes[]): string {
  const names = [...new Set(films.flatMap(({ stages }) => Object.keys(stages)))];
  const medians = names.map((name) => {
    const spent = films.flatMap(({ stages }) => stages[name] ?? []);
    return `${name} ${quantile(spent, 0.5)}`;
  });
  return `Median simulated seconds of each stage, the wait for the next one included: ${medians.join(', ')}.`;
}

function perFilmTable({ films, answersMs, used, idle, redisBytesPerWaitingFilm }: Outcome): string {
  const count = films.length;
  const perIdleSecond = (value: number) => value / idle.seconds;
  /** Without what idle workers do all the time. */
  const perFilm = (total: number, whileIdle: number) =>
    Math.max(0, (total - perIdleSecond(whileIdle) * used.seconds) / count);
  const cpuOf = (who: keyof typeof used.cpuSeconds, whileIdle = 0): string =>
    (perFilm(used.cpuSeconds[who], whileIdle) * 1000).toFixed(0);
  const rows: [string, string][] = [
    ['Postgres statements a film', perFilm(used.queries, idle.queries).toFixed(0)],
    ['Postgres rows a film', (sum(Object.values(used.rows)) / count).toFixed(1)],
    ['Postgres bytes a film, indexes included', kilobytes(sum(Object.values(used.bytes)) / count)],
    ['Redis commands a film, those of scripts included', perFilm(used.redisCommands, idle.redisCommands).toFixed(0)],
    ['Redis bytes a waiting film', redisBytesPerWaitingFilm === null ? '-' : kilobytes(redisBytesPerWaitingFilm)],
    ['Redis memory at most, beyond what it began with', kilobytes(used.most.redisBytes)],
    ['processor ms a film: API', cpuOf('api')],
    ['processor ms a film: workers, without renders', cpuOf('workers')],
    ['processor ms a film: Postgres', cpuOf('postgres')],
    ['processor ms a film: Redis', cpuOf('redis', idle.cpuSeconds.redis)],
    ['idle, a second: Postgres statements', perIdleSecond(idle.queries).toFixed(1)],
    ['idle, a second: Redis commands', perIdleSecond(idle.redisCommands).toFixed(0)],
    ['idle, a second: processor ms of Redis', (perIdleSecond(idle.cpuSeconds.redis) * 1000).toFixed(1)],
    ['connections at most: Postgres', String(used.most.postgresConnections)],
    ['connections at most: Redis', String(used.most.redisConnections)],
    ['answer to a submission, real ms: p50, p99', `${quantile(answersMs, 0.5)}, ${quantile(answersMs, 0.99)}`],
  ];
  return table(['measured', ''], rows);
}

function topTable({ films, used }: Outcome): string {
  const perFilm = (calls: number) => (calls / films.length).toFixed(1);
  const statements = used.statements.slice(0, 8).map(({ text, calls }) => [shorten(text), perFilm(calls)]);
  const rows = Object.entries(used.rows).filter(([, count]) => count > 0);
  const tables = rows
    .sort(([, a], [, b]) => b - a)
    .map(([name, count]) => [name, perFilm(count), kilobytes((used.bytes[name] ?? 0) / films.length)]);
  return `${table(['most frequent statements', 'a film'], statements)}\n\n${table(['table', 'rows a film', 'bytes a film'], tables)}`;
}

/** Names and tables, without the lists of columns. */
function shorten(statement: string): string {
  const flat = statement.replaceAll('"public".', '').replaceAll('"', '').replaceAll(/\s+/g, ' ');
  return flat
    .replace(/^SELECT .*? FROM/, 'SELECT … FROM')
    .replaceAll('|', '/')
    .slice(0, 70);
}

function table(head: string[], rows: (string | number)[][]): string {
  const line = (cells: (string | number)[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, at) => (at === 0 ? '---' : '---:'))), ...rows.map(line)].join('\n');
}

function quantile(values: number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b);
  return Math.round(sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN);
}

function percent(share: number): string {
  return `${(share * 100).toFixed(0)} %`;
}

function kilobytes(bytes: number): string {
  return `${(bytes / 1024).toFixed(1)} kB`;
}

function sum(values: number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
