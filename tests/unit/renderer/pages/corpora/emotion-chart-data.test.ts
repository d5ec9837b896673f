import { describe, expect, test } from 'vitest';
import {
  corpusChart,
  countCorpora,
  emotionChart,
  shareChart,
} from '#renderer/pages/corpora/emotion-chart-data.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';

const clips = (corpus: string, ...emotions: Emotion[]) => emotions.map((emotion) => ({ corpus, emotion }));
const CORPORA = countCorpora([...clips('small', 'sad'), ...clips('TESS <b>', 'angry', 'angry', 'surprise')]);

test('counts clips per corpus, the largest corpus first', () => {
  expect(CORPORA.map(({ corpus, clips }) => [corpus, clips])).toEqual([
    ['TESS <b>', 3],
    ['small', 1],
  ]);
  expect(CORPORA[0].emotions).toEqual({ angry: 2, surprise: 1 });
  expect(countCorpora([])).toEqual([]);
});

describe('clips per emotion', () => {
  test('are in the order of EMOTIONS, stacked by corpus, with the sums above', () => {
    const { data, layout, description } = emotionChart(CORPORA, ['one', 'two']);
    expect(data.map((trace) => (trace as { y: number[] }).y)).toEqual([
      [2, 0, 0, 0, 0, 0, 1],
      [0, 0, 0, 0, 0, 1, 0],
      [2, 0, 0, 0, 0, 1, 1],
    ]);
    for (const trace of data) expect((trace as { x: string[] }).x).toEqual([...EMOTIONS]);
    expect(data.map((trace) => (trace as { marker?: { color: string } }).marker?.color)).toEqual([
      'one',
      'two',
      undefined,
    ]);
    expect((data[2] as { text: string[] }).text).toEqual(['2', '', '', '', '', '1', '1']);
    expect(layout.barmode).toBe('stack');
    expect(description).toBe(
      'Clips per emotion: angry 2, disgust 0, fear 0, happy 0, neutral 0, sad 1, surprise 1.',
    );
  });

  test('of one corpus have the colours of the emotions', () => {
    const { data, description } = corpusChart(CORPORA[0], (emotion) => `colour of ${emotion}`);
    expect(data[0]).toMatchObject({
      y: [2, 0, 0, 0, 0, 0, 1],
      marker: { color: EMOTIONS.map((emotion) => `colour of ${emotion}`) },
    });
    expect(description).toContain('TESS <b>: angry 2,');
  });
});

describe('the shares of each emotion', () => {
  test('are of each corpus, and of all corpora at the top', () => {
    const { data, description } = shareChart(CORPORA, (emotion) => emotion);
    expect(data).toHaveLength(EMOTIONS.length);
    // From the bottom up; names are escaped.
    expect(data[0]).toMatchObject({
      name: 'angry',
      y: ['small', 'TESS &lt;b&gt;', 'All'],
      x: [0, 200 / 3, 50],
      customdata: [0, 2, 2],
    });
    for (const row of [0, 1, 2]) {
      const sum = data.reduce((total, trace) => total + (trace as { x: number[] }).x[row], 0);
      expect(sum).toBeCloseTo(100, 9);
    }
    expect(description).toMatch(/^Share of each emotion\. All: angry 50\.0 %, /);
  });

  test('of a single corpus have no row for all corpora', () => {
    expect(shareChart(CORPORA.slice(0, 1), (emotion) => emotion).data[0]).toMatchObject({
      y: ['TESS &lt;b&gt;'],
    });
  });
});
