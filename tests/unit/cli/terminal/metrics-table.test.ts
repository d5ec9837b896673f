import { stripVTControlCharacters } from 'node:util';
import { describe, expect, it } from 'vitest';
import {
  confusionTable,
  intervalNote,
  leakageNote,
  leakageTable,
  metricsTable,
  perEmotionTable,
} from '#cli/terminal/metrics-table.ts';
import { textWidth } from '#cli/terminal/text.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { paintFor } from '../terminal-stream.ts';
import { metricsOf, SOME_METRICS } from './sample-metrics.ts';

/** The same predictions by four speakers. */
const SOME_METRICS_OF_MANY = metricsOf(
  [0, 1, 3, 4, 5, 6].flatMap((emotion) =>
    ['a', 'b', 'c', 'd'].map((speaker): [number, number, string] => [
      emotion,
      emotion === 0 && speaker > 'b' ? 3 : emotion,
      speaker,
    ]),
  ),
);

const noLeakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };

describe('metricsTable', () => {
  it('lists all metrics in per cent, the first three with their interval', () => {
    const lines = metricsTable(SOME_METRICS_OF_MANY, paintFor()).split('\n');
    expect(lines).toHaveLength(10);
    // The recall of angry is one half; the recalls of the other five emotions are 1.
    expect(lines[2]).toMatch(/^UAR \(mean recall\) +91\.7 % +\d+\.\d–\d+\.\d %$/);
    expect(lines[3]).toMatch(/^accuracy +91\.7 % +\d+\.\d–\d+\.\d %$/);
    expect(lines.slice(5).every((line) => /^[\w, 1]+ +\d+\.\d %$/.test(line))).toBe(true);
  });

  it('says that there are too few speakers for an interval', () => {
    const lines = metricsTable(SOME_METRICS, paintFor()).split('\n');
    expect(lines[2]).toMatch(/^UAR \(mean recall\) +91\.7 % +too few speakers \(2\)$/);
    expect(perEmotionTable(SOME_METRICS, paintFor())).toMatch(/^angry +50\.0 % +too few speakers \(2\)/m);
    expect(intervalNote(SOME_METRICS)).toMatch(/^No intervals: too few speakers \(2\)\./);
  });
});

describe('perEmotionTable', () => {
  it('has a row for each emotion, without recall for an emotion without clips', () => {
    const lines = perEmotionTable(SOME_METRICS_OF_MANY, paintFor()).split('\n').slice(2);
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(EMOTIONS);
    expect(lines[2]).toMatch(/^fear +– +– +0\.0 % +0\.0 % +0$/);
    expect(lines[0]).toMatch(/^angry +50\.0 % +\S+–\S+ % +100\.0 % +66\.7 % +4$/);
  });
});

describe('confusionTable', () => {
  it('shows rows in per cent under the predicted emotions', () => {
    const lines = confusionTable(SOME_METRICS, paintFor()).split('\n');
    expect(lines).toHaveLength(9);
    const [head, ...rows] = lines.slice(1);
    expect(head.split(/ +/)).toEqual(['actual', ...EMOTIONS]);
    expect(rows[0]).toMatch(/^angry +50 % +· +· +50 %( +·){3}$/);
    expect(rows[2]).toMatch(/^fear( +·){7}$/);
    // Each cell ends where its header ends.
    for (const [index, emotion] of EMOTIONS.entries()) {
      const end = head.indexOf(emotion) + emotion.length;
      const cell = rows[index].slice(0, end);
      expect(cell.at(-1)).toBe(index === 2 ? '·' : '%');
    }
    for (const line of lines) expect(line.length).toBeLessThan(80);
  });
});

describe('a narrow terminal', () => {
  it.each([200, 80, 60, 45])('gets tables of at most %d columns', (columns) => {
    const paint = paintFor(columns);
    const tables = [
      metricsTable(SOME_METRICS_OF_MANY, paint),
      metricsTable(SOME_METRICS, paint),
      perEmotionTable(SOME_METRICS_OF_MANY, paint),
      perEmotionTable(SOME_METRICS, paint),
      confusionTable(SOME_METRICS, paint),
      leakageTable(noLeakage, paint, 'leakage check: shared with the training data'),
    ];
    for (const line of tables.flatMap((table) => stripVTControlCharacters(table).split('\n')))
      expect(textWidth(line), line).toBeLessThanOrEqual(columns);
  });
});

describe('intervalNote', () => {
  const speakers = (count: number) =>
    metricsOf(Array.from({ length: count }, (_, speaker) => [0, 0, `speaker ${speaker}`]));

  it('states the units and warns of few speakers', () => {
    expect(intervalNote(speakers(12))).toBe('Intervals: bootstrap over 12 speakers, 50 draws.');
    expect(intervalNote(speakers(5))).toContain('With only 5 speakers they are imprecise.');
    expect(intervalNote(metricsOf(Array.from({ length: 5 }, () => [0, 0, null])))).toContain('too narrow');
  });
});

describe('the leakage check', () => {
  it('marks leakage', () => {
    const lines = leakageTable({ ...noLeakage, speakers: 3 }, paintFor()).split('\n');
    expect(lines.slice(2).map((line) => line.split(/ {2,}/)[1])).toEqual(['0', '0', '3', '0']);
    expect(leakageTable(noLeakage, paintFor(), 'these and those').split('\n')[0]).toMatch(/^these and those/);
  });

  it('explains the most serious leakage', () => {
    expect(leakageNote({ clips: 1, nearDuplicates: 0, speakers: 9, sentences: 9 })).toContain('invalid');
    expect(leakageNote({ ...noLeakage, nearDuplicates: 1 })).toContain('invalid');
    expect(leakageNote({ ...noLeakage, speakers: 1, sentences: 2 })).toContain('little about new speakers');
    expect(leakageNote({ ...noLeakage, sentences: 2 })).toContain('No shared clips or speakers');
    expect(leakageNote(noLeakage)).toBe('No shared clips, speakers or sentences.');
  });
});
