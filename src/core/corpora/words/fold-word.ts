/** Letters that have no decomposition, and letters that keyboards of two languages write differently. */
const LETTERS: Readonly<Record<string, string>> = {
  ı: 'i',
  ß: 'ss',
  ł: 'l',
  ø: 'o',
  đ: 'd',
  æ: 'ae',
  œ: 'oe',
  ي: 'ی',
  ى: 'ی',
  ك: 'ک',
  ة: 'ه',
  ہ: 'ه',
  ھ: 'ه',
  ۂ: 'ه',
  ۃ: 'ه',
};

/**
 * The words of a text as they are compared: without case, accents, Arabic vowel marks, digits and punctuation. Marks that
 * belong to a letter, as in Hindi and Japanese, stay.
 */
export function foldedWords(text: string): string[] {
  return text
    .normalize('NFKD')
    .replace(/[\u0300-\u036f\u064b-\u065f\u0670]|[\u0640\u200b-\u200f]|[\ufe00-\ufe0f]/g, '')
    .normalize('NFC')
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .replace(/[ıßłøđæœيىكةہھۂۃ]/g, (letter) => LETTERS[letter])
    .split(/[^\p{L}\p{M}]+/u)
    .flatMap((word) => {
      // The Chinese ending of an adjective.
      const bare = word.replace(/(?<=\p{Script=Han})的$/u, '');
      return bare === '' ? [] : [bare];
    });
}
