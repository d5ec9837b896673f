/** Characters with a meaning in LaTeX, and others that its default fonts have only as commands. */
const COMMANDS: Readonly<Record<string, string>> = {
  '\\': '\\textbackslash{}',
  '{': '\\{',
  '}': '\\}',
  '%': '\\%',
  '&': '\\&',
  $: '\\$',
  '#': '\\#',
  _: '\\_',
  '~': '\\textasciitilde{}',
  '^': '\\textasciicircum{}',
  '<': '\\textless{}',
  '>': '\\textgreater{}',
  '|': '\\textbar{}',
  '"': "''",
  '`': '{`}',
  // After the end of a row, these would be options of `\\`.
  '[': '{[}',
  ']': '{]}',
  '*': '{*}',
  '−': '$-$',
  '–': '--',
  '—': '---',
  '±': '$\\pm$',
  '×': '$\\times$',
  '·': '$\\cdot$',
  '…': '\\dots{}',
  '≤': '$\\leq$',
  '≥': '$\\geq$',
  '→': '$\\to$',
  Δ: '$\\Delta$',
  '°': '$^\\circ$',
  µ: '$\\mu$',
  '“': '``',
  '”': "''",
  '‘': '`',
  '’': "'",
  '\u00a0': '~',
  ß: '\\ss{}',
  æ: '\\ae{}',
  Æ: '\\AE{}',
  ø: '\\o{}',
  Ø: '\\O{}',
  œ: '\\oe{}',
  Œ: '\\OE{}',
  ł: '\\l{}',
  Ł: '\\L{}',
};

/** Commands for the accents of Unicode's decomposed letters. */
const ACCENTS: Readonly<Record<string, string>> = {
  '\u0300': '\\`',
  '\u0301': "\\'",
  '\u0302': '\\^',
  '\u0303': '\\~',
  '\u0304': '\\=',
  '\u0306': '\\u',
  '\u0307': '\\.',
  '\u0308': '\\"',
  '\u030a': '\\r',
  '\u030b': '\\H',
  '\u030c': '\\v',
  '\u0327': '\\c',
};

/**
 * Text for LaTeX, in ASCII, so that every engine and font compiles it. A character that pdfLaTeX cannot print becomes
 * `?`; `unprintable`, if given, receives it.
 */
export function latexText(text: string, unprintable?: Set<string>): string {
  return [...text.normalize('NFC')]
    .map((character, index, all) => {
      // LaTeX joins hyphens into a dash.
      if (character === '-') return all[index + 1] === '-' ? '-{}' : '-';
      return latexCharacter(character, unprintable);
    })
    .join('');
}

function latexCharacter(character: string, unprintable: Set<string> | undefined): string {
  const command = COMMANDS[character];
  if (command !== undefined) return command;
  if (/^[ -~]$/.test(character)) return character;
  const [letter, accent, ...more] = character.normalize('NFD');
  if (/^[A-Za-z]$/.test(letter) && more.length === 0 && ACCENTS[accent] !== undefined) {
    return `${ACCENTS[accent]}{${letter}}`;
  }
  unprintable?.add(character);
  return '?';
}
