/**
 * Makes text from others (a file name, a run's name, a note) safe for a terminal or a document, in one line: replaces
 * every control character, every mark that changes the writing direction, and half of a surrogate pair by `�`.
 */
export function plainText(text: string): string {
  return text
    .replace(/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069\ufffe\uffff]/gu, '�')
    .replace(/\p{Surrogate}/gu, '�');
}
