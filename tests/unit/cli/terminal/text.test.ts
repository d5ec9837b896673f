import { describe, expect, it } from 'vitest';
import { cutText, safeOutput, textWidth, wrapText } from '#cli/terminal/text.ts';
import { plainText } from '#shared/plain-text.ts';

const RED = '\u001b[31m';
const PLAIN = '\u001b[39m';

describe('textWidth', () => {
  it('counts columns, not characters, without colours', () => {
    expect(textWidth('')).toBe(0);
    expect(textWidth('Stimme')).toBe(6);
    expect(textWidth(`${RED}Stimme${PLAIN}`)).toBe(6);
    expect(textWidth('怒り')).toBe(4);
    expect(textWidth('한국어')).toBe(6);
    expect(textWidth('😀')).toBe(2);
    expect(textWidth('e\u0301')).toBe(1);
    expect(textWidth('─▏█●⠿…–')).toBe(7);
    expect(textWidth('👩‍👩‍👧‍👦')).toBe(2);
    expect(textWidth('🇧🇷')).toBe(2);
    expect(textWidth('❤\ufe0f')).toBe(2);
  });
});

describe('cutText', () => {
  it('cuts to the width and marks the cut', () => {
    expect(cutText('abcdef', 6)).toBe('abcdef');
    expect(cutText('abcdef', 5)).toBe('abcd…');
    expect(cutText('怒り怒り', 6)).toBe('怒り…');
    expect(textWidth(cutText('怒り怒り', 4))).toBeLessThanOrEqual(4);
  });

  it('never splits a character of several code points', () => {
    expect(cutText('e\u0301e\u0301e\u0301', 3)).toBe('e\u0301e\u0301e\u0301');
    expect(cutText('e\u0301e\u0301e\u0301', 2)).toBe('e\u0301…');
    expect(cutText('👩‍👩‍👧‍👦👩‍👩‍👧‍👦', 3)).toBe('👩‍👩‍👧‍👦…');
    expect(cutText('🇧🇷🇧🇷', 2)).toBe('…');
  });

  it.each(['Zoë 怒り 😀 – 한국어', 'नमस्ते दुनिया', 'ก็ไม่เป็นไร', '1️⃣2️⃣ 👍🏽'])('fits every width: %s', (text) => {
    for (let columns = 1; columns <= textWidth(text); columns++) {
      expect(textWidth(cutText(text, columns))).toBeLessThanOrEqual(columns);
    }
  });
});

describe('wrapText', () => {
  it('wraps between words and keeps the indent', () => {
    expect(wrapText('one two three', 7)).toBe('one two\nthree');
    expect(wrapText('  one two three', 7)).toBe('  one\n  two\n  three');
    expect(wrapText('one\n\ntwo', 80)).toBe('one\n\ntwo');
  });

  it('never splits a word, and wraps nothing without a width', () => {
    expect(wrapText('a /very/long/path/to/a/file b', 10)).toBe('a\n/very/long/path/to/a/file\nb');
    expect(wrapText('one two three', Number.POSITIVE_INFINITY)).toBe('one two three');
  });

  it('ignores colours', () => {
    expect(wrapText(`${RED}one two${PLAIN}`, 7)).toBe(`${RED}one two${PLAIN}`);
  });
});

describe('text from others', () => {
  const hostile = 'a\u001b[2J\u001b]0;title\u0007b\nc\rd\u009be\u202efg\u0000';

  it('is one line without control characters', () => {
    const plain = plainText(hostile);
    // biome-ignore lint/suspicious/noControlCharactersInRegex: the test checks that none is left
    expect(plain).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e]/);
    expect(plain).toBe('a�[2J�]0;title�b�c�d�e�fg�');
    expect(plainText('Zoë 怒り 😀 – “x”')).toBe('Zoë 怒り 😀 – “x”');
  });

  it('keeps line feeds and colours of the output', () => {
    expect(safeOutput(`${RED}bad${PLAIN}\nline`)).toBe(`${RED}bad${PLAIN}\nline`);
    expect(safeOutput(hostile)).toBe('a�[2J�]0;title�b\nc�d�e�fg�');
  });
});
