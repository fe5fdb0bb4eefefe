/** A section of .env.example. */
export interface Section {
  title: string;
  intro: string;
  variables: { name: string; meaning: string }[];
}

/**
 * Reads .env.example: sections begin with `# --- Title`, may go on with some words of their own up to an empty line, and hold
 * variables, each below its own comment.
 *
 * @throws Error naming a variable that has no comment
 */
export function readExample(text: string): Section[] {
  const [, ...parts] = text.split(/^# --- /m);
  return parts.map((part) => {
    const [title = '', ...lines] = part.split('\n');
    const introEnd = lines.findIndex((line) => !line.startsWith('#'));
    const intro = lines[introEnd] === '' ? lines.slice(0, introEnd) : [];
    return { title, intro: textOf(intro), variables: readVariables(lines.slice(intro.length)) };
  });
}

function readVariables(lines: string[]): Section['variables'] {
  const variables: Section['variables'] = [];
  let comment: string[] = [];
  for (const line of lines) {
    const name = /^([A-Z][A-Z0-9_]*)=/.exec(line)?.[1];
    if (name) {
      if (comment.length === 0) throw new Error(`.env.example says nothing of ${name}: give it a comment of its own.`);
      variables.push({ name, meaning: textOf(comment) });
    }
    comment = line.startsWith('#') ? [...comment, line] : [];
  }
  return variables;
}

function textOf(comment: string[]): string {
  return comment.map((line) => line.replace(/^# ?/, '')).join(' ');
}
