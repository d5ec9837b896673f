import { expect, test } from 'vitest';
import { parseRows } from '#core/corpora/tables/table-text.ts';

test.each([
  ['a tab-separated table', 'Path\tEmotion\na.wav\tangry\n"b.wav\tsad\nc.wav\thappy\nd.wav\tsad\n', 3],
  [
    'Windows line ends, an empty line and accents',
    'Path,Emotion\r\n\r\nä.wav,angry\r\n"b.wav,sad\r\nc.wav,sad\r\n',
    4,
  ],
  ['the header', '"Path,Emotion\na.wav,sad\n', 1],
  ['two cells that open', 'Path\tEmotion\n\n"b.wav\tsad\nc.wav\thappy\n"d.wav\tsad\n', 3],
  ['the last line', 'Path,Emotion\na.wav,sad\nb.wav,"sad', 3],
  ['after a cell of two lines', 'Path,Emotion\na.wav,"sad\n"\n"b.wav,sad\nc.wav,sad\n', 4],
])('a quotation mark that is not closed is named by its line: %s', (_, text, line) => {
  expect(() => parseRows(text)).toThrow(
    `Cannot read the table: the quotation marks in line ${line} do not match. A cell needs none, or one at each end.`,
  );
});

test('a row has the number of its first line, also with a cell of several lines', () => {
  const rows = parseRows('Path,Emotion\na.wav,"sad\nvery sad"\n\nb.wav,angry\n');
  expect(rows.map(({ line }) => line)).toEqual([1, 2, 5]);
});
