import type { JobStatus } from '@bom/client';

const barWidth = 24;

/** One line about a running job: `███░░░  43 %  rendering · 5 of 12 segments · about 40 s left`. */
export function describeProgress(status: JobStatus, { bar }: { bar: boolean }): string {
  const filled = Math.round((status.progress / 100) * barWidth);
  const parts = [
    status.queue_position ? `${status.stage} (place ${status.queue_position})` : status.stage,
    status.segments.total > 0 ? `${status.segments.done} of ${status.segments.total} segments` : '',
    status.eta_seconds === null || status.status !== 'processing'
      ? ''
      : `about ${formatSeconds(status.eta_seconds)} left`,
  ].filter((part) => part !== '');
  const percent = `${String(status.progress).padStart(3)} %`;
  return `${bar ? `${'█'.repeat(filled)}${'░'.repeat(barWidth - filled)} ` : ''}${percent}  ${parts.join(' · ')}`;
}

export function formatSeconds(seconds: number): string {
  if (seconds < 10) return `${seconds.toFixed(1)} s`;
  const whole = Math.round(seconds);
  return whole < 60 ? `${whole} s` : `${Math.floor(whole / 60)} min ${whole % 60} s`;
}

export interface ProgressView {
  show(status: JobStatus): void;
  end(): void;
}

/** A bar that moves in place on a terminal; elsewhere a line for each stage and each tenth. */
export function createProgressView({
  write,
  columns,
}: {
  write(text: string): void;
  columns: number | undefined;
}): ProgressView {
  let last = '';
  return {
    show(status) {
      if (columns !== undefined) {
        write(`\r\u001b[K${describeProgress(status, { bar: true }).slice(0, columns - 1)}`);
        return;
      }
      const milestone = `${status.stage} ${Math.floor(status.progress / 10)}`;
      if (milestone !== last) write(`${describeProgress(status, { bar: false })}\n`);
      last = milestone;
    },
    end() {
      if (columns !== undefined) write('\n');
    },
  };
}
