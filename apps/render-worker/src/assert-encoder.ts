import { TransientError } from '@bom/domain';
import type { Encoder, Segment } from '@bom/render';

/**
 * Every worker has x264; hardware only where it was found at the start. Streams of two encoders must not be joined,
 * so a worker without the film's encoder leaves the segment to others. Throws TransientError `encoder_unavailable`.
 */
export function assertEncoder({ encoder = 'libx264' }: Pick<Segment, 'encoder'>, own: Encoder): void {
  if (encoder === 'libx264' || encoder === own) return;
  throw new TransientError(
    'encoder_unavailable',
    `The film is encoded with ${encoder}, which this render worker does not have; give all render workers the same VIDEO_ENCODER.`,
  );
}
