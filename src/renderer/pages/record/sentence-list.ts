/** Lists of sentences that the user writes, pastes or imports. */

/** One sentence per line, without empty lines and repetitions. */
export function sentencesOfText(text: string): string[] {
  const lines = text.split(/\r\n|[\n\r\u2028\u2029]/).map(cleaned);
  return [...new Set(lines.filter((line) => line !== ''))];
}

/** The sentences of a file: of a CSV file, the column `sentence`, `text` or `prompt`, else the first one. */
export function sentencesOfFile(name: string, text: string): string[] {
  const content = text.replace(/^\uFEFF/, '');
  if (!/\.(?:csv|tsv)$/i.test(name)) return sentencesOfText(content);
  const [first = [], ...rows] = rowsOf(content, /\.tsv$/i.test(name) ? '\t' : separatorOf(content));
  const column = first.findIndex((cell) => /^(?:sentences?|texts?|prompts?)$/i.test(cell.trim()));
  const cells = (column < 0 ? [first, ...rows] : rows).map((row) => row[Math.max(0, column)] ?? '');
  return sentencesOfText(cells.map((cell) => cell.replace(/\s+/g, ' ')).join('\n'));
}

const cleaned = (line: string) =>
  line
    .replace(/\p{Cc}/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();

/** German spreadsheets separate by semicolons. A sentence has commas more often than semicolons. */
const separatorOf = (text: string) => (/^[^\n",]*;/.test(text) ? ';' : ',');

/** The cells of CSV (RFC 4180). */
function rowsOf(text: string, separator: string): string[][] {
  const rows: string[][] = [[]];
  let cell = '';
  let quoted = false;
  const endCell = () => {
    rows[rows.length - 1].push(cell);
    cell = '';
  };
  for (let at = 0; at < text.length; at++) {
    const character = text[at];
    if (quoted) {
      if (character !== '"') cell += character;
      else if (text[at + 1] === '"') cell += text[++at];
      else quoted = false;
    } else if (character === '"' && cell === '') quoted = true;
    else if (character === separator) endCell();
    else if (character === '\n') {
      endCell();
      rows.push([]);
    } else if (character !== '\r') cell += character;
  }
  endCell();
  return rows;
}
