import { describe, expect, it } from 'vitest';
import {
  confusionTable,
  figuresTable,
  intervalNote,
  leakageNote,
  leakageTable,
  perEmotionTable,
} from '../../../../src/cli/terminal/figures.ts';
import { EMOTIONS } from '../../../../src/shared/emotions.ts';
import { paintFor } from '../terminal-stream.ts';
import { figuresOf, SOME_FIGURES } from './sample-figures.ts';

const noLeakage = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };

describe('figuresTable', () => {
  it('says every figure of the whole in per cent, the first three with their interval', () => {
    const lines = figuresTable(SOME_FIGURES).split('\n');
    expect(lines).toHaveLength(10);
    // Recalls: angry one half, the other five that occur 1.
    expect(lines[2]).toMatch(/^UAR \(mean recall\) +91\.7 % +\d+\.\d – \d+\.\d %$/);
    expect(lines[3]).toMatch(/^accuracy +91\.7 % +\d+\.\d – \d+\.\d %$/);
    expect(lines.slice(5).every((line) => /^[\w, 1]+ +\d+\.\d %$/.test(line))).toBe(true);
  });
});

describe('perEmotionTable', () => {
  it('has a row for each emotion, and none of its figures where it never occurs', () => {
    const lines = perEmotionTable(SOME_FIGURES).split('\n').slice(2);
    expect(lines.map((line) => line.split(/ +/)[0])).toEqual(EMOTIONS);
    expect(lines[2]).toMatch(/^fear +– +– +0\.0 % +0\.0 % +0$/);
    expect(lines[0]).toMatch(/^angry +50\.0 % +\S+ – \S+ % +100\.0 % +66\.7 % +2$/);
  });
});

describe('confusionTable', () => {
  it('shows rows of per cent under the emotions that were heard', () => {
    const lines = confusionTable(SOME_FIGURES, paintFor()).split('\n');
    expect(lines).toHaveLength(9);
    const [head, ...rows] = lines.slice(1);
    expect(head.split(/ +/).slice(3)).toEqual(EMOTIONS);
    expect(rows[0]).toMatch(/^angry +50 % +· +· +50 %( +·){3}$/);
    expect(rows[2]).toMatch(/^fear( +·){7}$/);
    // Each cell ends where the head's word ends.
    for (const [index, emotion] of EMOTIONS.entries()) {
      const end = head.indexOf(emotion) + emotion.length;
      const cell = rows[index].slice(0, end);
      expect(cell.at(-1)).toBe(index === 2 ? '·' : '%');
    }
    for (const line of lines) expect(line.length).toBeLessThan(80);
  });
});

describe('intervalNote', () => {
  const speakers = (count: number) =>
    figuresOf(Array.from({ length: count }, (_, speaker) => [0, 0, `speaker ${speaker}`]));

  it('says what was drawn, and when there was too little of it', () => {
    expect(intervalNote(speakers(12))).toBe('Intervals: bootstrap over 12 speakers, 50 draws.');
    expect(intervalNote(speakers(3))).toContain('With 3 speakers they are rough.');
    expect(intervalNote(figuresOf([[0, 0, null]]))).toContain('too narrow');
  });
});

describe('the leakage audit', () => {
  it('marks what leaks', () => {
    const lines = leakageTable({ ...noLeakage, speakers: 3 }, paintFor()).split('\n');
    expect(lines.slice(2).map((line) => line.split(/ {2,}/)[1])).toEqual(['0', '0', '3', '0']);
    expect(leakageTable(noLeakage, paintFor(), 'these and those').split('\n')[0]).toMatch(/^these and those/);
  });

  it('says what its numbers mean for the figures, the worst first', () => {
    expect(leakageNote({ clips: 1, nearDuplicates: 0, speakers: 9, sentences: 9 })).toContain(
      'not to be believed',
    );
    expect(leakageNote({ ...noLeakage, nearDuplicates: 1 })).toContain('not to be believed');
    expect(leakageNote({ ...noLeakage, speakers: 1, sentences: 2 })).toContain('little about a new speaker');
    expect(leakageNote({ ...noLeakage, sentences: 2 })).toContain('the sentences are the same');
    expect(leakageNote(noLeakage)).toBe('Nothing stands on both sides.');
  });
});
