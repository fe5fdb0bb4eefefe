import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileNameOf } from './fetch-results.ts';
import { jobStatus } from './job-status.fixture.ts';
import { parseDemoOptions } from './options.ts';
import { createProgressView, describeProgress, formatSeconds } from './progress.ts';
import { describeFailure, describeResult } from './report.ts';
import { makeSubmission, signSubmission } from './submission.ts';

const sample = readFileSync(join(__dirname, '../sample-brief.json'), 'utf8');
const now = new Date('2026-11-23T10:00:00Z');

const running = jobStatus({ progress: 50, eta_seconds: 42, segments: { total: 12, done: 5, reused: 0 } });

describe('options', () => {
  test('paths are those of the folder where the command was given', () => {
    expect(parseDemoOptions(['--brief', 'b.json', '--format', 'square, vertical,square'], '/home/me')).toEqual({
      briefFile: '/home/me/b.json',
      outDir: '/home/me/out',
      formats: ['square', 'vertical'],
      help: false,
    });
  });

  test('an unknown format is named', () => {
    expect(() => parseDemoOptions(['--format', 'vertical,round'], '/')).toThrow('not "round"');
  });

  test('an unknown option is refused', () => {
    expect(() => parseDemoOptions(['--fromat', 'square'], '/')).toThrow('--fromat');
  });
});

describe('the submission', () => {
  test('is new each time, and dated now', () => {
    const [one, two] = [
      makeSubmission(sample, { formats: undefined, now }),
      makeSubmission(sample, { formats: undefined, now }),
    ];
    expect(one.data.submissionId).not.toBe(two.data.submissionId);
    expect(one.eventId).not.toBe(two.eventId);
    expect(one.createdAt).toBe('2026-11-23T10:00:00.000Z');
    expect(one.data.fields).toHaveLength(JSON.parse(sample).data.fields.length);
  });

  test('carries the asked formats once, in the place of its own', () => {
    const asked = makeSubmission(sample, { formats: ['vertical', 'square'], now });
    const again = makeSubmission(JSON.stringify(asked), { formats: ['horizontal'], now });
    const formats = again.data.fields.filter(({ label }) => label === 'formats');
    expect(formats.map(({ type, value }) => [type, value])).toEqual([['HIDDEN_FIELDS', 'horizontal']]);
  });

  test.each([
    ['{', 'The brief is not valid JSON.'],
    ['{"eventType":"FORM_RESPONSE"}', 'The brief is no Tally form response: data'],
  ])('%s is refused in a sentence', (text, message) => {
    expect(() => makeSubmission(text, { formats: undefined, now })).toThrow(message);
  });

  test('is signed as Tally signs', () => {
    // printf '{"a":1}' | openssl dgst -sha256 -hmac key -binary | base64
    expect(signSubmission('{"a":1}', 'key')).toBe('iKZ/JLvNrtDmyZdAS7eadDuvRMa6svTCcyjjAJ0i40I=');
  });
});

describe('progress', () => {
  test('tells stage, segments and the time left', () => {
    expect(describeProgress(running, { bar: true })).toBe(
      '████████████░░░░░░░░░░░░  50 %  rendering · 5 of 12 segments · about 42 s left',
    );
    const queued = {
      ...running,
      stage: 'queued' as const,
      queue_position: 3,
      eta_seconds: null,
      progress: 0,
      segments: { total: 0, done: 0, reused: 0 },
    };
    expect(describeProgress(queued, { bar: false })).toBe('  0 %  queued (place 3)');
  });

  test('where there is no terminal, a line stands for each stage and each tenth', () => {
    let text = '';
    const view = createProgressView({ write: (more) => (text += more), columns: undefined });
    for (const progress of [50, 51, 59, 60]) view.show({ ...running, progress });
    view.show({ ...running, progress: 62, stage: 'mixing' });
    view.end();
    expect(text.split('\n').map((line) => line.slice(0, 14))).toEqual([
      ' 50 %  renderi',
      ' 60 %  renderi',
      ' 62 %  mixing ',
      '',
    ]);
  });

  test('on a terminal it stays on one line, however narrow', () => {
    let text = '';
    const view = createProgressView({ write: (more) => (text += more), columns: 20 });
    view.show(running);
    expect(text).toBe('\r\u001b[K████████████░░░░░░░');
  });

  test.each([
    [3.21, '3.2 s'],
    [59.4, '59 s'],
    [61, '1 min 1 s'],
  ])('%d seconds read %s', (seconds, text) => {
    expect(formatSeconds(seconds)).toBe(text);
  });
});

describe('the end', () => {
  test('lists files, warnings and the time of each stage', () => {
    const status = {
      ...running,
      warnings: [{ code: 'w', detail: 'The picture is drawn offline.', scene: 1 }],
      stage_times: { rendering: 61_000, script: 250 },
    };
    const files = [
      { path: '/home/out/a-vertical.mp4', bytes: 12_345_678, facts: '1080x1920, 24.3 s' },
      { path: '/home/out/a.srt', bytes: 800, facts: '' },
      { path: '/elsewhere/a.vtt', bytes: 800, facts: '' },
    ];
    expect(describeResult({ status, files, seconds: 75, cwd: '/home' }).split('\n')).toEqual([
      '  out/a-vertical.mp4   12.3 MB  1080x1920, 24.3 s',
      '  out/a.srt             0.8 kB',
      '  /elsewhere/a.vtt      0.8 kB',
      '',
      'Warnings',
      '  scene 2: The picture is drawn offline.',
      '',
      'Done in 1 min 15 s: script 0.3 s, rendering 1 min 1 s.',
      '',
    ]);
  });

  test('of a failed job names stage, scene and reason', () => {
    const error = {
      code: 'image_not_found',
      detail: 'The image answers 404.',
      stage: 'fetching',
      scene: 0,
      retriable: false,
      attempt: 2,
    };
    expect(describeFailure({ ...running, status: 'failed', error })).toBe(
      'The film failed while fetching, scene 1: The image answers 404. (image_not_found, attempt 2)',
    );
  });

  test.each([
    ['Tidepool: Lernen für "Große" / 50 %', 'tidepool-lernen-fur-große-50'],
    ['日本語', '日本語'],
    ['../..', 'film'],
  ])('the title %s becomes a file name', (title, name) => {
    expect(fileNameOf(title)).toBe(name);
  });
});
