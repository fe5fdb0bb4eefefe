import { masterGraph, mixGraph, musicGraph, takesGraph } from './mix-graphs.ts';
import { readMeter } from './read-meter.ts';

const media = { sha256: 'a', kind: 'audio' as const };

describe('mix graphs', () => {
  test('cut each take to its exact number of samples and lay them end to end', () => {
    const narration = [
      { media, fromMs: 0, toMs: 1000.5, atSample: 0 },
      { media, fromMs: 250, toMs: 750, atSample: 90_000 },
    ];
    const steps = 'aresample=48000,aformat=sample_fmts=flt:channel_layouts=mono,highpass=f=80:poles=2';
    expect(takesGraph(narration)).toBe(
      [
        `[0:a:0]atrim=start=0.000000:end=1.000500,asetpts=PTS-STARTPTS,${steps},apad=whole_len=48024,atrim=end_sample=48024[take0]`,
        `[1:a:0]atrim=start=0.250000:end=0.750000,asetpts=PTS-STARTPTS,${steps},apad=whole_len=24000,atrim=end_sample=24000[take1]`,
        '[take0][take1]concat=n=2:v=0:a=1[takes]',
      ].join(';'),
    );
  });

  test('duck music only where there is a voice to hear', () => {
    expect(mixGraph({ voice: true, music: true })).toContain('[1:a][key]sidechaincompress=');
    expect(mixGraph({ voice: false, music: true })).not.toContain('sidechaincompress');
    expect(mixGraph({ voice: true, music: false })).not.toContain('amix');
  });

  test('keep the film’s length through gain and limiter', () => {
    expect(masterGraph({ gainDb: 3.25, limitDbtp: -1.5, samples: 48_000 })).toBe(
      '[0:a]volume=3.250dB:precision=double,aresample=96000,' +
        'alimiter=limit=0.84140:attack=4:release=80:level=disabled:latency=1,' +
        'aresample=48000,apad=whole_len=48000,atrim=end_sample=48000[master]',
    );
    expect(musicGraph(3, 96_000)).toMatch(/^\[3:a:0].*atrim=end_sample=96000\[music]$/);
  });
});

describe('readMeter', () => {
  test('reads the last summary', () => {
    const summary = (lufs: string, peak: string) =>
      `[Parsed_ebur128_0 @ 0x1] Summary:\n\n  Integrated loudness:\n    I:         ${lufs} LUFS\n    Threshold: -32.9 LUFS\n\n  True peak:\n    Peak:       ${peak} dBFS\n`;
    expect(readMeter(summary('-20.0', '-3.0') + summary('-14.1', '-1.2'))).toEqual({
      integratedLufs: -14.1,
      truePeakDbtp: -1.2,
    });
    expect(readMeter(summary('-70.0', '-inf'))).toEqual({ integratedLufs: -70, truePeakDbtp: -144 });
  });
});
