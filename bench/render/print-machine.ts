import { availableParallelism, cpus, loadavg } from 'node:os';
import { ffmpegVersion } from '@bom/ffmpeg';

/** Other work on the machine shows in wall times more than in CPU times; the load says how much there is. */
export async function printMachine(): Promise<void> {
  const load = loadavg().map((value) => value.toFixed(2));
  const tools = `node ${process.version}, ffmpeg ${await ffmpegVersion()}`;
  console.log(`\n${cpus()[0]?.model ?? 'unknown'}, ${availableParallelism()} cores, load ${load.join(' ')}, ${tools}`);
}
