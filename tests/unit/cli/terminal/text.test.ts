import { describe, expect, it } from 'vitest';
import { cutText, harmless, plainText, textWidth, wrapText } from '../../../../src/cli/terminal/text.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[39m';

describe('textWidth', () => {
  it('counts columns, not characters, and no colours', () => {
    expect(textWidth('')).toBe(0);
    expect(textWidth('Stimme')).toBe(6);
    expect(textWidth(`${RED}Stimme${PLAIN}`)).toBe(6);
    expect(textWidth('怒り')).toBe(4);
    expect(textWidth('한국어')).toBe(6);
    expect(textWidth('😀')).toBe(2);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('─▏█●⠿')).toBe(5);
  });
});

describe('cutText', () => {
  it('cuts to the width and says so', () => {
    expect(cutText('abcdef', 6)).toBe('abcdef');
    expect(cutText('abcdef', 5)).toBe('abcd…');
    expect(cutText('怒り怒り', 6)).toBe('怒り…');
    expect(textWidth(cutText('怒り怒り', 4))).toBeLessThanOrEqual(4);
  });
});

describe('wrapText', () => {
  it('breaks between words and keeps the indent', () => {
    expect(wrapText('one two three', 7)).toBe('one two\nthree');
    expect(wrapText('  one two three', 7)).toBe('  one\n  two\n  three');
    expect(wrapText('one\n\ntwo', 80)).toBe('one\n\ntwo');
  });

  it('never breaks a word, and leaves everything where there is no width', () => {
    expect(wrapText('a /very/long/path/to/a/file b', 10)).toBe('a\n/very/long/path/to/a/file\nb');
    expect(wrapText('one two three', Number.POSITIVE_INFINITY)).toBe('one two three');
  });

  it('does not count colours', () => {
    expect(wrapText(`${RED}one two${PLAIN}`, 7)).toBe(`${RED}one two${PLAIN}`);
  });
});

describe('what others wrote', () => {
  const hostile = 'a\u001b[2J\u001b]0;title\u0007b\nc\rd\u009be\u202efg\u0000';

  it('is one line without power over a terminal', () => {
    const plain = plainText(hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: that none is left is what is tested
    expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(plain).toBe('a�[2J�]0;title�b�c�d�e�fg�');
    expect(plainText('Zoë 怒り 😀 – “x”')).toBe('Zoë 怒り 😀 – “x”');
  });

  it('keeps lines and colours inside a text of ours', () => {
    expect(harmless(`${RED}bad${PLAIN}\nline`)).toBe(`${RED}bad${PLAIN}\nline`);
    expect(harmless(hostile)).toBe('a�[2J�]0;title�b\nc�d�e�fg�');
  });
});
