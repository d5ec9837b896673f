import { describe, expect, it } from 'vitest';
import type { RunSummary } from '#shared/answers.ts';
import { areOnlyIn, columnKey, corpusColumns, inColumn, oneRunPerCorpora } from '#shared/matrix-columns.ts';

const corpus = (name: string, folder: string, clips = 10) => ({ name, folder, clips, synthetic: false });

describe('the columns', () => {
  it('are one for each corpus, by folder or by folder and name', () => {
    expect(
      corpusColumns([
        corpus('TESS', '/tess'),
        corpus('RAVDESS', '/mixed'),
        corpus('SAVEE', '/mixed'),
        corpus('Empty', '/empty', 0),
      ]),
    ).toEqual([
      { folder: '/tess', corpus: null, name: 'TESS', clips: 10, synthetic: false },
      { folder: '/mixed', corpus: 'RAVDESS', name: 'RAVDESS', clips: 10, synthetic: false },
      { folder: '/mixed', corpus: 'SAVEE', name: 'SAVEE', clips: 10, synthetic: false },
    ]);
    expect(corpusColumns([])).toEqual([]);
  });

  it('have different names and keys; a corpus that is listed twice is one column', () => {
    const columns = corpusColumns([
      corpus('RAVDESS', '/a'),
      corpus('RAVDESS', '/b'),
      corpus('RAVDESS', '/a'),
      corpus('RAVDESS', '/c'),
    ]);
    expect(columns.map(({ name }) => name)).toEqual(['RAVDESS', 'RAVDESS 2', 'RAVDESS 3']);
    expect(new Set(columns.map(columnKey)).size).toBe(3);
  });

  it('contain the corpora of a run or an evaluation', () => {
    const corpora = [corpus('RAVDESS', '/mixed'), corpus('SAVEE', '/mixed'), corpus('TESS', '/tess')];
    expect(inColumn(corpora, { folder: '/mixed', corpus: null })).toHaveLength(2);
    expect(inColumn(corpora, { folder: '/mixed', corpus: 'SAVEE' })).toEqual([corpora[1]]);
    expect(inColumn(corpora, { folder: '/mix', corpus: null })).toEqual([]);
    expect(areOnlyIn(corpora, { folder: '/mixed', corpus: null })).toBe(false);
    expect(areOnlyIn(corpora.slice(0, 2), { folder: '/mixed', corpus: null })).toBe(true);
    expect(areOnlyIn(corpora.slice(0, 2), { folder: '/mixed', corpus: 'SAVEE' })).toBe(false);
    expect(areOnlyIn([], { folder: '/mixed', corpus: null })).toBe(false);
  });
});

describe('oneRunPerCorpora', () => {
  const run = (id: string, corpora: string[], changes: Partial<RunSummary> = {}) =>
    ({ id, corpora, status: 'finished', uar: 0.5, ...changes }) as RunSummary;

  it('takes the newest finished run for each set of corpora', () => {
    const runs = [
      run('stopped', ['TESS'], { status: 'stopped', uar: null }),
      run('new', ['TESS']),
      run('old', ['TESS']),
      run('both', ['TESS', 'SAVEE']),
      run('both, other order', ['SAVEE', 'TESS']),
      run('untested', ['SAVEE'], { uar: null }),
    ];
    const ids = (limit: number) => oneRunPerCorpora(runs, limit).map(({ id }) => id);
    expect(ids(8)).toEqual(['new', 'both']);
    expect(ids(1)).toEqual(['new']);
  });
});
