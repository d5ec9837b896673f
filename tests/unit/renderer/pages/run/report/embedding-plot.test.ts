import { expect, test } from 'vitest';
import { embeddingPlot } from '#renderer/pages/run/report/embedding-plot.ts';
import type { EmbeddedClip } from '#shared/embeddings.ts';

const clip = (number: number, actual: string, speaker: string | null): EmbeddedClip => ({
  ...{
    path: `/a <b>/clip ${number}.wav`,
    fold: 0,
    corpus: 'A',
    sex: null,
    speaker,
    actual,
    predicted: 'sad',
  },
  probabilities: {},
  x: number,
  y: -number,
});
const CLIPS = [clip(1, 'sad', 'A/10'), clip(2, 'angry', 'A/2'), clip(3, 'sad', null)];
const map = { clips: CLIPS, shares: [0.4, 0.1] as [number, number] };
const options = { emotions: ['angry', 'fear', 'sad'], chosen: null, scheme: 'light' as const };
const tracesOf = (by: Parameters<typeof embeddingPlot>[1], chosen: string | null = null) =>
  embeddingPlot(map, by, { ...options, chosen }).data as {
    name?: string;
    x: number[];
    customdata?: string[];
    text?: string[];
    marker: { color: string; symbol: string };
  }[];

test('has a trace for each emotion that occurs, in the order of the label set, with the clips of its points', () => {
  const [angry, sad, ring] = tracesOf('actual');
  expect([angry.name, sad.name]).toEqual(['angry', 'sad']);
  expect([angry.x, sad.x, ring.x]).toEqual([[2], [1, 3], []]);
  expect(sad.customdata).toEqual([CLIPS[0].path, CLIPS[2].path]);
  expect(sad.text![0]).toBe('clip 1.wav<br>sad, predicted sad<br>speaker A/10');
  expect(angry.marker.symbol).not.toBe(sad.marker.symbol);
  expect(tracesOf('predicted').map(({ name }) => name)).toEqual(['sad', undefined]);
});

test('sorts speakers by number, with a group for unknown ones, and rings the chosen clip', () => {
  const traces = tracesOf('speaker', CLIPS[1].path);
  expect(traces.map(({ name }) => name)).toEqual(['A/2', 'A/10', 'unknown', undefined]);
  expect(traces.at(-1)!.x).toEqual([2]);
  expect(new Set(traces.slice(0, 3).map(({ marker }) => marker.color)).size).toBe(3);
});
