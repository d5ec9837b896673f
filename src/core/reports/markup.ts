import { plainText } from '#shared/plain-text.ts';

/** Text of HTML or SVG, with everything in it escaped. Only {@link markup} and {@link rawMarkup} make it. */
export interface Markup {
  readonly markup: string;
}

type Part = string | number | Markup | null | readonly Part[];

/**
 * A template for HTML and SVG. Text in it is escaped, for content and for quoted attributes; control characters, which
 * are not allowed in either, are replaced. Markup is inserted as it is, lists one after the other, null as nothing.
 */
export function markup(strings: TemplateStringsArray, ...parts: readonly Part[]): Markup {
  return {
    markup: strings.map((text, index) => text + (index < parts.length ? written(parts[index]) : '')).join(''),
  };
}

/** Text that is markup already, such as a style sheet of the program. Never text from users. */
export const rawMarkup = (text: string): Markup => ({ markup: text });

const ESCAPES: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

function written(part: Part): string {
  if (part === null) return '';
  if (typeof part === 'number') return String(part);
  if (typeof part === 'string') {
    // Line feeds are the only control characters that text may have, for example in a note.
    return part
      .split('\n')
      .map(plainText)
      .join('\n')
      .replace(/[&<>"']/g, (character) => ESCAPES[character]);
  }
  return 'markup' in part ? part.markup : part.map(written).join('');
}
