const head = ['set', 'what it shows', 'result', 'minutes', 'date', 'commit', 'Node', 'machine'];
const marks = ['<!-- results -->', '<!-- end of results -->'];

/** The sets' results as a table in Markdown. */
export function toTable(sets, results) {
  return layOut([head, ...sets.map((set) => toRow(set, results.get(set.name)))]);
}

/** The page with its table made anew. A set without a new result keeps the row that it had. */
export function putTable(page, sets, results) {
  const [before, rest] = splitAt(page, marks[0]);
  const [old, after] = splitAt(rest, marks[1]);
  const kept = new Map(readRows(old).map((row) => [row[0], row]));
  const rows = sets.map((set) => {
    const row = kept.get(set.name);
    if (results.has(set.name) || !row) return toRow(set, results.get(set.name));
    return [set.name, set.shows, ...row.slice(2)];
  });
  return `${before}${marks[0]}\n\n${layOut([head, ...rows])}\n\n${marks[1]}${after}`;
}

function toRow({ name, shows }, result) {
  if (!result) return [name, shows, 'not run yet', ...head.slice(3).map(() => '')];
  const { minutes, date, commit, node, machine } = result;
  return [name, shows, result.result, minutes.toFixed(1), date, commit, node, machine];
}

/** Columns of one width, as the formatter lays them out. */
function layOut(rows) {
  const widths = head.map((_name, column) => Math.max(...rows.map((row) => row[column].length)));
  const lines = rows.map((row) => `| ${row.map((cell, column) => cell.padEnd(widths[column])).join(' | ')} |`);
  return [lines[0], `| ${widths.map((width) => '-'.repeat(width)).join(' | ')} |`, ...lines.slice(1)].join('\n');
}

export function readRows(text) {
  const lines = text.split('\n').filter((line) => line.startsWith('| '));
  return lines.slice(2).map((line) =>
    line
      .split('|')
      .slice(1, -1)
      .map((cell) => cell.trim()),
  );
}

function splitAt(text, mark) {
  const at = text.indexOf(mark);
  if (at < 0) throw new Error(`docs/nightly.md has no line ${mark}; put it back.`);
  return [text.slice(0, at), text.slice(at + mark.length)];
}
