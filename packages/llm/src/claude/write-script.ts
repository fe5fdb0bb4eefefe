import type { CallContext, FilmWarning, Script } from '@bom/domain';
import { countsCharacters, wordsPerSecond } from '../spoken-length.ts';
import type { LlmResult, WriteInput } from '../types.ts';
import { writtenScriptSchema, type WrittenScript } from './answers.ts';
import { askClaude, type Claude, type Complaint } from './ask-claude.ts';
import { checkScript } from './check-script.ts';
import { writingPrompt } from './prompts.ts';
import { quoteData } from './quote-data.ts';

export const defaultTargetSeconds = 30;
/** A scene carries six to seven seconds of speech; hook and call to action take about five together. */
const secondsPerScene = 6;
const edgeSeconds = 5;
/** The rest are breaths between sentences. */
const speakingShare = 0.92;

export async function writeScript(claude: Claude, input: WriteInput, call: CallContext): Promise<LlmResult<Script>> {
  const { brief } = input;
  const targetSeconds = Math.min(180, Math.max(8, input.targetSeconds ?? defaultTargetSeconds));
  const material = { ...brief, brand: brandMaterial(input) };
  const facts = { source: JSON.stringify(material), language: brief.language, targetSeconds };
  const question = {
    operation: 'script.write',
    system: writingPrompt,
    user: `${quoteData('brief', material)}\n\n${assignment(input, targetSeconds)}`,
    schema: writtenScriptSchema,
    inspect: (written: WrittenScript) => checkScript(written, facts),
  };
  const { value, model, complaints } = await askClaude(claude, question, call);
  const script = { ...value, language: brief.language };
  return { value: script, provider: 'anthropic', model, warnings: complaints.map(warningOf) };
}

/** What the writer may know of the brand; files, colours and fonts are not its business. */
export function brandMaterial({ brandKit, brief }: Pick<WriteInput, 'brandKit'> & { brief?: WriteInput['brief'] }) {
  return {
    tone: brandKit?.tone ?? brief?.tone,
    glossary: brandKit?.glossary?.map(({ term }) => term),
    call_to_action: brandKit?.cta,
  };
}

/** Complaints that were still there after the repairs. */
export function warningOf({ text }: Complaint): FilmWarning {
  return { code: 'script_unchecked', detail: `Please check the script: ${text}.` };
}

function assignment({ brief }: WriteInput, targetSeconds: number): string {
  const unit = countsCharacters(brief.language) ? 'characters' : 'words';
  const count = Math.round(targetSeconds * speakingShare * wordsPerSecond(brief.language));
  const scenes = Math.min(24, Math.max(2, Math.round((targetSeconds - edgeSeconds) / secondsPerScene)));
  const range = scenes >= 4 && scenes <= 6 ? '4 to 6' : `about ${scenes}`;
  return [
    'Write the script for this business.',
    `Language of the film: ${brief.language} (everything but "visual", which is in English).`,
    `Length: ${targetSeconds} seconds, which is ${count} ${unit} at most, and not under ${Math.round(count * 0.75)}; ${range} scenes.`,
    'The tone is the one in the material. Where it names a topic, the film is about that.',
  ].join('\n');
}
