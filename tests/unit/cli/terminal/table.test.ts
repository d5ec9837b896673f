import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import { type Column, table } from '#cli/terminal/table.ts';
import { textWidth } from '#cli/terminal/text.ts';

const columns: Column[] = [
  { head: 'run' },
  { head: 'name', minWidth: 6 },
  { head: 'network', dropOrder: 1 },
  { head: 'seed', right: true, dropOrder: 2 },
  { head: 'UAR', right: true },
];
const rows = [
  ['1-a', 'a name that is long', 'compact', '7', '61.0 %'],
  ['2-b', 'short', 'vgg19', '12', '–'],
];
const widest = (text: string) => Math.max(...text.split('\n').map(textWidth));

describe('table', () => {
  it('aligns headers, names and numbers', () => {
    expect(table(columns, rows)).toBe(
      [
        'run  name                 network  seed     UAR',
        '───────────────────────────────────────────────',
        '1-a  a name that is long  compact     7  61.0 %',
        '2-b  short                vgg19      12       –',
      ].join('\n'),
    );
  });

  it('cuts names before it omits columns, and names the omitted columns', () => {
    expect(table(columns, rows, 40)).toBe(
      [
        'run  name          network  seed     UAR',
        '────────────────────────────────────────',
        '1-a  a name that…  compact     7  61.0 %',
        '2-b  short         vgg19      12       –',
      ].join('\n'),
    );
    expect(table(columns, rows, 30)).toBe(
      [
        'run  name      network     UAR',
        '──────────────────────────────',
        '1-a  a name …  compact  61.0 %',
        '2-b  short     vgg19         –',
        '(hidden columns: seed; --json',
        'has all)',
      ].join('\n'),
    );
    for (const width of [24, 30, 33, 40, 46])
      expect(widest(table(columns, rows, width))).toBeLessThanOrEqual(width);
  });

  it('gives the remaining width to the names', () => {
    const [, , first] = table(columns, rows, 33).split('\n');
    expect(first).toBe('1-a  a name tha…  compact  61.0 %');
  });

  it('is wider than asked if no column can be omitted', () => {
    expect(widest(table(columns, rows, 5))).toBeGreaterThan(5);
    expect(table(columns, [], 80).split('\n')).toHaveLength(2);
  });

  it('ignores colours and counts wide characters as two columns', () => {
    const coloured = table(columns, [['\u001b[31m1-a\u001b[39m', '怒り', 'compact', '7', '1 %'], rows[1]]);
    const [head, , first, second] = stripVTControlCharacters(coloured).split('\n');
    expect(textWidth(first)).toBe(textWidth(head));
    expect(textWidth(second)).toBe(textWidth(head));
  });
});
