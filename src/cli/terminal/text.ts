import stringWidth from 'string-width';

/** The width of a text on a terminal, without colour codes. */
export function textWidth(text: string): number {
  return stringWidth(text);
}

/** Made at the first use, which takes 30 ms. */
let graphemes: Intl.Segmenter | undefined;

/**
 * Cuts a text without colours to `columns` and marks the cut by `…`. A character of several code points (a letter with
 * accents, a family emoji) is never split.
 */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  let beginning = '';
  let width = 0;
  graphemes ??= new Intl.Segmenter();
  for (const { segment } of graphemes.segment(text)) {
    width += textWidth(segment);
    if (width > columns - 1) break;
    beginning += segment;
  }
  return `${beginning}…`;
}

/** Wraps each line between words to `columns`. Words are never broken. */
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

/** Like `plainText`, for output that quotes others: its line feeds and colours are kept. */
export function safeOutput(text: string): string {
  // Matches everything but line feeds and colour codes (SGR).
  // biome-ignore lint/suspicious/noControlCharactersInRegex: the control characters are what is replaced
  return text.replace(/\u001b\[[\d;]*m|[^\P{Cc}\n]|[\u202a-\u202e\u2066-\u2069]/gu, (found) =>
    found.startsWith('\u001b[') ? found : '�',
  );
}
