import { stripVTControlCharacters } from 'node:util';

/** Two columns wide on a terminal (Unicode's East Asian Wide and Fullwidth, and emoji), and none at all. */
const WIDE =
  /[\u1100-\u115f\u2e80-\u303e\u3041-\ua4cf\ua960-\ua97f\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6\u{20000}-\u{3fffd}]|\p{Emoji_Presentation}/u;
const WIDTHLESS = /\p{Mn}|\p{Me}|\p{Cf}/u;

/** Columns that a text takes on a terminal; colour codes take none. */
export function textWidth(text: string): number {
  let width = 0;
  for (const character of stripVTControlCharacters(text)) {
    if (WIDE.test(character)) width += 2;
    else if (!WIDTHLESS.test(character)) width += 1;
  }
  return width;
}

/** The beginning of a text without colours that fits `columns`, its cut marked by `…`. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let kept = '';
  let width = 0;
  for (const character of text) {
    width += textWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return `${kept}…`;
}

/** Line by line, broken between words where it would be wider than `columns`; a word is never broken. */
export function wrapText(text: string, columns: number): string {
  if (columns === Number.POSITIVE_INFINITY) return text;
  return text
    .split('\n')
    .map((line) => wrapLine(line, columns))
    .join('\n');
}

function wrapLine(line: string, columns: number): string {
  if (textWidth(line) <= columns) return line;
  const indent = /^ */.exec(line)?.[0] ?? '';
  const lines: string[] = [];
  let current = indent;
  for (const word of line.slice(indent.length).split(' ')) {
    const longer = current.trim() === '' ? `${indent}${word}` : `${current} ${word}`;
    if (textWidth(longer) > columns && current.trim() !== '') {
      lines.push(current);
      current = `${indent}${word}`;
    } else current = longer;
  }
  return [...lines, current].join('\n');
}

/**
 * What others wrote (a file's name, a run's, a note), as one line of text that can do nothing to a terminal: every
 * control character and every mark that turns the direction of writing stands as `�`.
 */
export function plainText(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu, '�');
}

/** The same for a whole text of ours that may quote others: its lines and its colours stay. */
export function harmless(text: string): string {
  // Everything but line feeds and colour codes (SGR).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what it is about
  return text.replace(/\u001b\[[\d;]*m|[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, (found) =>
    found.startsWith('\u001b[') ? found : '�',
  );
}
