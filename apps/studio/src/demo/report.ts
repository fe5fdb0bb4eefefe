import { relative } from 'node:path';
import { jobStages } from '@bom/domain';
import type { JobStatus } from '@bom/client';
import type { FetchedFile } from './fetch-results.ts';
import { formatSeconds } from './progress.ts';

/** What came out, what was not as it should be, and where the time went. */
export function describeResult(options: {
  status: JobStatus;
  files: FetchedFile[];
  seconds: number;
  cwd: string;
}): string {
  const { status, files, seconds, cwd } = options;
  const names = files.map(({ path }) => shortPath(path, cwd));
  const width = Math.max(...names.map((name) => name.length));
  const fileLines = files.map(({ bytes, facts }, index) => {
    const size = formatSize(bytes).padStart(10);
    return `  ${(names[index] ?? '').padEnd(width)}${size}${facts ? `  ${facts}` : ''}`;
  });
  const stages = Object.keys(jobStages).flatMap((stage) => {
    const ms = status.stage_times[stage];
    return ms === undefined ? [] : `${stage} ${formatSeconds(ms / 1000)}`;
  });
  const warnings = status.warnings.map(
    ({ detail, scene }) => `  ${scene === undefined ? '' : `scene ${scene + 1}: `}${detail}`,
  );
  return [
    ...fileLines,
    ...(warnings.length > 0 ? ['', 'Warnings', ...warnings] : []),
    '',
    `Done in ${formatSeconds(seconds)}${stages.length > 0 ? `: ${stages.join(', ')}` : ''}.`,
    '',
  ].join('\n');
}

/** Relative where that is shorter to read, absolute outside the folder. */
function shortPath(path: string, cwd: string): string {
  const inside = relative(cwd, path);
  return inside.startsWith('..') ? path : inside;
}

function formatSize(bytes: number): string {
  return bytes < 1e6 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** Why there is no film, with where it happened. */
export function describeFailure({ status, error }: JobStatus): string {
  if (!error) return `The job ended as ${status}.`;
  const scene = error.scene === null ? '' : `, scene ${error.scene + 1}`;
  return `The film failed while ${error.stage}${scene}: ${error.detail} (${error.code}, attempt ${error.attempt})`;
}
