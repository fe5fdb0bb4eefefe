import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runFfmpeg } from '@bom/ffmpeg';
import sharp from 'sharp';
import { inspectMedia } from './inspect-media.ts';
import type { MediaKind } from './media-types.ts';

/** D8-D11 of the fault matrix: files that say they are pictures or sound and are something else. All are made here. */
let folder: string;
let victim: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bom-attacks-'));
  victim = join(folder, 'victim.wav');
  await runFfmpeg({
    inputs: [{ generated: 'sine=r=48000:d=1' }],
    outputs: [{ path: victim, options: ['-c:a', 'pcm_s16le'] }],
    signal,
    timeoutMs: 600_000,
  });
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const everything: readonly MediaKind[] = ['image', 'audio', 'video'];
const signal = new AbortController().signal;

const hls = (uri: string) =>
  `#EXTM3U\n#EXT-X-VERSION:3\n#EXT-X-MEDIA-SEQUENCE:0\n#EXTINF:1.0,\n${uri}\n#EXT-X-ENDLIST\n`;
const dash = (uri: string) =>
  `<?xml version="1.0"?><MPD xmlns="urn:mpeg:dash:schema:mpd:2011" type="static" mediaPresentationDuration="PT1S" profiles="urn:mpeg:dash:profile:full:2011"><Period><AdaptationSet mimeType="audio/wav"><Representation id="a" bandwidth="1"><BaseURL>${uri}</BaseURL></Representation></AdaptationSet></Period></MPD>`;
const svg = (inside: string) => `<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${inside}</svg>`;

/** A playlist behind the signature of something that is let in. */
const behind = (signature: Buffer | string, text: string) => Buffer.concat([Buffer.from(signature), Buffer.from(text)]);
const id3 = Buffer.from([0x49, 0x44, 0x33, 3, 0, 0, 0, 0, 0, 0]);

/** name, and the bytes for a victim's path. */
const playlists: readonly (readonly [string, (path: string) => Buffer])[] = [
  ['hls.png', (path) => Buffer.from(hls(path))],
  ['hls-url.mp3', (path) => Buffer.from(hls(`file://${path}`))],
  ['hls-concat.jpg', (path) => Buffer.from(hls(`concat:${path}|${path}`))],
  ['hls-subfile.mp3', (path) => Buffer.from(hls(`subfile,,start,0,end,64,,:${path}`))],
  ['hls-http.mp3', () => Buffer.from(hls('http://127.0.0.1:9/secret'))],
  ['hls-crypto.mp3', (path) => Buffer.from(`#EXTM3U\n#EXT-X-KEY:METHOD=AES-128,URI="${path}"\n#EXTINF:1,\n${path}\n`)],
  ['hls-after-space.png', (path) => Buffer.from(`\n \t${hls(path)}`)],
  ['hls-after-mark.png', (path) => behind(Buffer.from([0xef, 0xbb, 0xbf]), hls(path))],
  ['hls-after-id3.mp3', (path) => behind(id3, hls(path))],
  ['hls-after-riff.wav', (path) => behind('RIFF\0\0\0\0WAVE', hls(path))],
  ['hls-after-ogg.ogg', (path) => behind('OggS', hls(path))],
  ['dash.mp3', (path) => Buffer.from(dash(`file://${path}`))],
  ['concat.png', (path) => Buffer.from(`ffconcat version 1.0\nfile '${path}'\n`)],
  [
    'session.mp3',
    () => Buffer.from('v=0\no=- 0 0 IN IP4 127.0.0.1\ns=x\nc=IN IP4 127.0.0.1\nt=0 0\nm=audio 9 RTP/AVP 0\n'),
  ],
  ['ass.mp3', (path) => Buffer.from(`[Script Info]\nScriptType: v4.00+\n; ${path}\n`)],
  ['image-list.png', (path) => Buffer.from(path)],
];

const drawings: readonly (readonly [string, string])[] = [
  ['svg.png', svg('<rect width="9" height="9"/>')],
  ['svg-file.png', svg('<image href="file:///etc/passwd" width="9" height="9"/>')],
  [
    'svg-entities.png',
    `<?xml version="1.0"?><!DOCTYPE svg [<!ENTITY a "${'x'.repeat(100)}"><!ENTITY b "${'&a;'.repeat(100)}"><!ENTITY c "${'&b;'.repeat(100)}">]>${svg('<text>&c;</text>')}`,
  ],
  ['svg-outside.png', `<!DOCTYPE svg [<!ENTITY x SYSTEM "file:///etc/passwd">]>${svg('<text>&x;</text>')}`],
  ['svg-huge.png', '<svg xmlns="http://www.w3.org/2000/svg" width="90000" height="90000"/>'],
  ['page.jpg', '<!doctype html><script>1</script>'],
  ['pdf.png', '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n'],
  ['script.png', '%!PS-Adobe-3.0\n(/etc/passwd) (r) file\n'],
  ['mvg.png', 'push graphic-context\nimage over 0,0 0,0 "/etc/passwd"\npop graphic-context\n'],
  ['empty-ish.png', '\0'.repeat(64)],
];

const save = async (name: string, bytes: Buffer | string): Promise<string> => {
  const path = join(folder, name);
  await writeFile(path, bytes);
  return path;
};

describe('the first layer: type by content', () => {
  test.each([...playlists.map(([name]) => name), ...drawings.map(([name]) => name)])('refuses %s', async (name) => {
    const make = playlists.find(([known]) => known === name)?.[1];
    const path = await save(name, make ? make(victim) : (drawings.find(([known]) => known === name)?.[1] ?? ''));
    await expect(inspectMedia({ path, accept: everything, signal })).rejects.toMatchObject({
      code: expect.stringMatching(/^media_(not_accepted|corrupt|empty)$/),
      retriable: false,
    });
  });
});

describe('the second layer: ffmpeg itself, with the first one off', () => {
  /** Demuxers that a stranger's file is given to: one that seeks for its marks, one that trusts its header. */
  const pinned = ['mp3', 'mov'];
  const decode = async (path: string, format: string): Promise<string> => {
    try {
      const { stderrTail } = await runFfmpeg({
        inputs: [{ path, format }],
        outputs: [{ path: '-', options: ['-f', 'framehash'] }],
        signal,
        timeoutMs: 600_000,
        logLevel: 'info',
        keepLines: 400,
      });
      return stderrTail;
    } catch (error) {
      return String((error as { code?: string }).code);
    }
  };

  test.each(playlists)('reads nothing of another file through %s', async (name, make) => {
    const path = await save(`second-${name}`, make(victim));
    for (const format of pinned) {
      const said = await decode(path, format);
      // Decoding the victim would show its 48 kHz stream.
      expect({ name, format, opened: /victim|Opening|48000 Hz/.test(said) }).toEqual({ name, format, opened: false });
    }
  });

  test('the same files do lead ffmpeg elsewhere where no demuxer is pinned: this corpus bites', async () => {
    const path = await save('bites.png', hls(victim));
    const said = await new Promise<string>((resolve) => {
      const args = ['-hide_banner', '-allowed_extensions', 'ALL', '-i', path, '-f', 'null', '-'];
      execFile('ffmpeg', args, { timeout: 600_000 }, (_error, _stdout, stderr) => resolve(stderr));
    });
    expect(said).toMatch(/hls/);
  });
});

describe('the third layer: what is decoded is bounded', () => {
  test('an animation of many frames costs no more than its first', async () => {
    const frame = { create: { width: 40, height: 40, channels: 3 as const, background: '#345' } };
    const frames = await Promise.all(
      Array.from({ length: 200 }, (_value, index) =>
        sharp({ create: { ...frame.create, background: { r: index, g: 0, b: 0 } } })
          .png()
          .toBuffer(),
      ),
    );
    const path = await save(
      'many.webp',
      await sharp(frames, { join: { animated: true } })
        .webp()
        .toBuffer(),
    );
    expect(await inspectMedia({ path, accept: ['image'], signal })).toMatchObject({ width: 40, height: 40 });
  });
});
