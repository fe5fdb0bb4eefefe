import { beatsOf, type Beat, type CallContext } from '@bom/domain';
import { composePrompt, negativePrompt, paletteOf } from '../compose-prompt.ts';
import type { LlmResult, Shot, ShotsInput } from '../types.ts';
import { shotListSchema, type ShotList } from './answers.ts';
import { askClaude, type Claude, type Complaint } from './ask-claude.ts';
import { shotsPrompt } from './prompts.ts';
import { quoteData } from './quote-data.ts';

/** Claude art-directs; the look, the palette and the ban on text are joined to each prompt by us. */
export async function describeShots(claude: Claude, input: ShotsInput, call: CallContext): Promise<LlmResult<Shot[]>> {
  const beats = beatsOf(input.script).filter((beat) => beat.kind !== 'cta');
  const question = {
    operation: 'shots.describe',
    system: shotsPrompt,
    user: assignment(input, beats),
    schema: shotListSchema,
    inspect: (list: ShotList) => checkShots(list, beats.length),
  };
  const { value, model } = await askClaude(claude, question, call);
  const palette = paletteOf(input.brandKit);
  const shots = beats.map((beat, index): Shot => {
    const described = value.shots.find((shot) => shot.beat === index)?.prompt ?? beat.visual;
    const prompt = composePrompt({ subject: described, look: value.look, palette });
    return { kind: beat.kind === 'hook' ? 'hook' : 'scene', scene: beat.scene, prompt, negative: negativePrompt };
  });
  return { value: shots, provider: 'anthropic', model, warnings: [] };
}

function assignment({ script, brief, brandKit, brandName }: ShotsInput, beats: Beat[]): string {
  const film = {
    business: brandName,
    what_they_sell: brief?.what_they_sell,
    target_customer: brief?.target_customer,
    tone: brandKit.tone ?? brief?.tone,
    palette: paletteOf(brandKit),
    title: script.title,
    beats: beats.map(({ kind, narration, visual }, beat) => ({ beat, kind, narration, visual })),
  };
  return `${quoteData('film', film)}\n\nDescribe the stills of this film: ${beats.length} shots, beats 0 to ${beats.length - 1}.`;
}

function checkShots({ shots }: ShotList, count: number): Complaint[] {
  const wanted = Array.from({ length: count }, (_, beat) => beat);
  const wrong = wanted.filter((beat) => shots.filter((shot) => shot.beat === beat).length !== 1);
  const extra = shots.filter(({ beat }) => beat >= count);
  return [
    ...wrong.map((beat) => ({ text: `shots: exactly one shot is needed for beat ${beat}`, fatal: true })),
    ...extra.map(({ beat }) => ({ text: `shots: there is no beat ${beat}`, fatal: true })),
  ];
}
