import { jobStatusSchema, problemSchema, tallyAnswerSchema, videoSchema } from '@bom/contracts';
import type { JobStatusAnswer, TallyAnswer, VideoAnswer } from '@bom/contracts';
import type { z } from 'zod';

export interface ApiClient {
  submit(body: string, signature: string): Promise<TallyAnswer>;
  jobStatus(jobId: string): Promise<JobStatusAnswer>;
  video(videoId: string): Promise<VideoAnswer>;
}

const timeoutMs = 15_000;

/** What the demo needs of the API, as any caller would use it. Throws with the API's own sentence about what is wrong. */
export function createApiClient({
  url,
  apiKey,
  signal,
}: {
  url: string;
  apiKey: string;
  signal: AbortSignal;
}): ApiClient {
  const ask = async <S extends z.ZodType>(schema: S, path: string, init: RequestInit): Promise<z.output<S>> => {
    const limit = AbortSignal.any([signal, AbortSignal.timeout(timeoutMs)]);
    const response = await fetch(`${url}${path}`, { ...init, signal: limit });
    const answer: unknown = await response.json();
    if (response.ok) return schema.parse(answer);
    throw new Error(describeProblem(response.status, answer));
  };
  const authorized = { headers: { authorization: `Bearer ${apiKey}` } };
  return {
    submit: (body, signature) =>
      ask(tallyAnswerSchema, '/api/webhooks/tally', {
        method: 'POST',
        headers: { 'content-type': 'application/json', 'tally-signature': signature },
        body,
      }),
    jobStatus: (jobId) => ask(jobStatusSchema, `/api/assembly/status/${jobId}`, authorized),
    video: (videoId) => ask(videoSchema, `/api/videos/${videoId}`, authorized),
  };
}

function describeProblem(status: number, answer: unknown): string {
  const { data: problem } = problemSchema.safeParse(answer);
  if (!problem) return `The API answered ${status}.`;
  const fields = problem.errors?.map(({ path, message }) => `\n  ${path}: ${message}`) ?? [];
  return `${problem.detail} (${problem.code})${fields.join('')}`;
}
