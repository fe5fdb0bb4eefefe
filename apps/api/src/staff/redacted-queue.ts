import { BullMQAdapter } from '@bull-board/api/bullMQAdapter';
import type { QueueName } from '@bom/jobs';
import { redactText } from '@bom/runtime';
import type { Queue } from 'bullmq';

type ShownJob = NonNullable<Awaited<ReturnType<BullMQAdapter['getJob']>>>;

const about: Record<QueueName, [displayName: string, description: string]> = {
  pipeline: ['Film pipeline', 'Script, pictures and voice of a film: waits for providers.'],
  scripts: ['Scripts on their own', 'A caller of the API waits at the other end.'],
  assembly: ['Assembly', 'Plans a film, hands out its parts, and puts them together.'],
  render: ['Rendering', "Segments, sound and previews: what costs the workers' processors."],
  notify: ['Notices', 'Mails, Slack messages and outbound webhooks.'],
  upkeep: ['Upkeep', 'Sweeps, retention and reconciling, on their schedules.'],
};

/** What a payload may show: ids, and which part of a film it is. */
const openFields = /^(\w+_id|format|index|revision)$/;

/** A queue as Bull Board may show it: to look at, without what errors and results could give away. */
export class RedactedQueue extends BullMQAdapter {
  constructor(queue: Queue, name: QueueName) {
    const [displayName, description] = about[name];
    super(queue, { readOnlyMode: true, displayName, description, externalJobUrl: ({ data }) => linkOf(data) });
    this.setFormatter('data', showData);
    this.setFormatter('returnValue', redactValue);
    this.setFormatter('progress', redactValue);
  }

  override async getJob(id: string) {
    const job = await super.getJob(id);
    return job && redactJob(job);
  }

  override async getJobs(...asked: Parameters<BullMQAdapter['getJobs']>) {
    return (await super.getJobs(...asked)).map((job) => job && redactJob(job));
  }

  override async getJobLogs(id: string): Promise<string[]> {
    return (await super.getJobLogs(id)).map((line) => redactText(line));
  }
}

/** The board reads a job by `toJSON`; its formatters leave errors as they are. */
function redactJob<Shown extends ShownJob>(job: Shown): Shown {
  const read = job.toJSON.bind(job);
  const toJSON = () => {
    const { failedReason, stacktrace, ...rest } = read();
    return {
      ...rest,
      failedReason: failedReason === undefined ? undefined : redactText(failedReason),
      stacktrace: stacktrace?.map((line) => redactText(line)) ?? [],
    };
  };
  return Object.assign(job, { toJSON });
}

function showData(data: unknown): unknown {
  if (typeof data !== 'object' || data === null) return '[hidden]';
  return Object.fromEntries(
    Object.entries(data).map(([name, value]) => [name, openFields.test(name) ? redactValue(value) : '[hidden]']),
  );
}

function redactValue(value: unknown): unknown {
  return value === undefined ? undefined : (JSON.parse(redactText(JSON.stringify(value))) as unknown);
}

function linkOf(data: unknown) {
  const { job_id: jobId, video_id: videoId } = (data ?? {}) as Record<string, unknown>;
  if (isId(jobId)) return { displayText: 'The job, on the staff pages', href: `/admin/jobs/${jobId}` };
  if (isId(videoId)) return { displayText: 'The video, on the staff pages', href: `/admin/videos/${videoId}` };
  return { displayText: 'Staff pages', href: '/admin/' };
}

const isId = (value: unknown): value is string => typeof value === 'string' && /^[0-9a-f-]{36}$/.test(value);
