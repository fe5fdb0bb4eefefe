import { keepSchedules, startWorkers } from '@bom/jobs';
import type { StartedWorkers, WorkerSettings } from '@bom/jobs';
import type { Mailer, Slack } from '@bom/notify';
import type { PipelineDeps } from './deps.ts';
import { measureSend } from './handlers/measure-send.ts';
import { sendMail, sendSignedWebhook, sendSlack } from './handlers/notice-senders.ts';
import { planRevisionJob } from './handlers/plan-revision-job.ts';
import { runPipelineJob } from './handlers/run-pipeline-job.ts';
import { sendNotices } from './handlers/send-notices.ts';
import { retain, sweep } from './handlers/upkeep.ts';
import { writeScriptJob } from './handlers/write-script-job.ts';

export interface WorkerDeps {
  redisUrl: string;
  settings: WorkerSettings;
  /** Jobs of the queue `pipeline` at once. */
  concurrency: number;
  pipeline: PipelineDeps;
  mailer: Mailer;
  slack: Slack;
  /** Links in mails begin with it. */
  portalUrl: string;
  /** `host:port` pairs on private addresses that webhooks may be sent to all the same. */
  allowPrivate: string[];
  /** Signs what goes to a job's `callback_url`; null: unsigned. */
  callbackSecret: string | null;
  sweepMs: number;
  objectRetentionMs: number;
}

/** Takes jobs from now on: what main.ts starts, and the simulation many of in one process. */
export function createWorker(deps: WorkerDeps): StartedWorkers {
  const { pipeline, mailer, slack, portalUrl, allowPrivate, callbackSecret, sweepMs, objectRetentionMs } = deps;
  const { db, queues, storage, staff, leaseMs, logger, metrics } = pipeline;
  const notices = { db, leaseMs, staff };
  const content = { db, storage, portalUrl };
  const senders = {
    email: measureSend(metrics, 'email', sendMail(mailer, content)),
    slack: measureSend(metrics, 'slack', sendSlack(slack, content)),
    webhook: measureSend(metrics, 'webhook', sendSignedWebhook({ db, allowPrivate, callbackSecret })),
  };
  const schedules = keepSchedules({ queues, sweepMs, logger });
  const workers = startWorkers<'pipeline' | 'scripts' | 'notify' | 'upkeep'>({
    redisUrl: deps.redisUrl,
    concurrency: { pipeline: deps.concurrency, scripts: 4, notify: 8, upkeep: 2 },
    settings: deps.settings,
    logger,
    metrics,
    handlers: {
      'pipeline.run': runPipelineJob(pipeline),
      'revision.plan': planRevisionJob(pipeline),
      'script.write': writeScriptJob(pipeline),
      'notify.email': sendNotices(notices, 'email', senders.email),
      'notify.slack': sendNotices(notices, 'slack', senders.slack),
      'notify.webhook': sendNotices(notices, 'webhook', senders.webhook),
      'upkeep.sweep': sweep({ db, queues, graceMs: sweepMs }),
      'upkeep.retention': retain({ db, storage, objectRetentionMs }),
    },
  });
  return {
    async close(graceMs) {
      schedules.close();
      await workers.close(graceMs);
    },
  };
}
