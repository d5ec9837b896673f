import { describe, expect, it } from 'vitest';
import { otherCorpora } from '#renderer/pages/run/report/other-corpora-rows.ts';
import type { EvaluationSummary } from '#shared/evaluations.ts';
import type { LibraryFolder } from '#shared/library.ts';

const folder = (path: string, names: string[], changes: Partial<LibraryFolder> = {}) =>
  ({
    folder: path,
    there: true,
    corpora: names.map((name) => ({ name, folder: path, clips: 10, synthetic: false })),
    ...changes,
  }) as LibraryFolder;
const evaluation = (id: string, path: string, name: string, clips = 10) =>
  ({ id, corpora: [{ name, folder: path, clips }] }) as EvaluationSummary;
const run = { corpora: [{ name: 'TESS', folder: '/tess', clips: 10 }] };

describe('otherCorpora', () => {
  it('lists added corpora with their newest evaluation', () => {
    const rows = otherCorpora(
      run,
      [folder('/tess', ['TESS']), folder('/savee', ['SAVEE']), folder('/new', ['NEW'])],
      [evaluation('b', '/savee', 'SAVEE'), evaluation('a', '/savee', 'SAVEE')],
    );
    expect(rows.slice(0, 3).map(({ name, trained, evaluation }) => [name, trained, evaluation?.id])).toEqual([
      ['TESS', true, undefined],
      ['SAVEE', false, 'b'],
      ['NEW', false, undefined],
    ]);
  });

  it('marks missing folders and changed corpora', () => {
    const rows = otherCorpora(
      run,
      [folder('/gone', ['GONE'], { there: false }), folder('/savee', ['SAVEE'])],
      [evaluation('a', '/savee', 'SAVEE', 9)],
    );
    expect(rows.map(({ there, changed }) => [there, changed])).toEqual([
      [false, false],
      [true, true],
    ]);
  });

  it('lists evaluations of other clips last: they can be shown, not evaluated', () => {
    const together = {
      id: 'c',
      corpora: [
        { name: 'A', folder: '/a', clips: 1 },
        { name: 'B', folder: '/b', clips: 2 },
      ],
    } as EvaluationSummary;
    const rows = otherCorpora(run, [folder('/a', ['A'])], [together]);
    expect(rows).toMatchObject([
      { name: 'A', evaluation: null },
      { name: 'A, B', clips: 3, column: null, there: false, evaluation: { id: 'c' } },
    ]);
    expect(new Set(rows.map(({ key }) => key)).size).toBe(2);
  });
});
