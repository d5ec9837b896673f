import { expect, test } from 'vitest';
import { labelUse, underLabelSet } from '#core/corpora/under-label-set.ts';
import { LABEL_SETS, SEVEN } from '#shared/label-sets.ts';
import { sampleClip } from '../database/sample-run.ts';

const clips = [
  sampleClip(0, { path: 'a', emotion: 'neutral', code: 'N', layout: 'folders', speaker: 'X/1' }),
  sampleClip(1, { path: 'b', emotion: 'calm', code: '02', layout: 'ravdess', speaker: 'X/1' }),
  sampleClip(2, { path: 'c', emotion: 'boredom', code: 'L', layout: 'folders', speaker: 'X/2' }),
];
const corpus = { name: clips[0].corpus, layout: 'folders', folder: '/x', synthetic: false } as const;
const scan = {
  corpora: [{ ...corpus, clips: 3, speakers: 2, emotions: { neutral: 1, calm: 1, boredom: 1 } }],
  clips,
  problems: [],
};

test('maps labels to emotions, and leaves others out with the reason', () => {
  const seven = underLabelSet(scan, SEVEN);
  expect(seven.clips.map(({ path, emotion }) => [path, emotion])).toEqual([
    ['a', 'neutral'],
    ['b', 'neutral'],
  ]);
  expect(seven.corpora[0]).toMatchObject({
    ...{ clips: 2, speakers: 1, emotions: { neutral: 2, angry: 0 } },
    labels: { neutral: 1, calm: 1, boredom: 1 },
  });
  expect(seven.problems).toEqual([
    {
      path: 'c',
      code: 'left-out',
      reason: expect.stringMatching(/^Labelled boredom \(L in .*, which the label set “seven” does not have/),
    },
  ]);
  expect(scan.clips[1].emotion).toBe('calm');
});

test('keeps all clips of a set that has their labels', () => {
  const found = underLabelSet(scan, {
    ...SEVEN,
    emotions: [...SEVEN.emotions, ...LABEL_SETS['emodb-seven'].emotions.slice(1, 2)],
  });
  expect(found.clips).toHaveLength(3);
  expect(found.problems).toEqual([]);
});

test('counts what a set does with labels', () => {
  expect(labelUse(scan, SEVEN)).toEqual({
    merged: [{ label: 'calm', emotion: 'neutral', clips: 1 }],
    leftOut: [{ label: 'boredom', clips: 1 }],
  });
});

test('votes count for the emotions of the set', () => {
  const voted = [{ ...clips[0], votes: { neutral: 1, calm: 1.5, boredom: 2, angry: 0.5 } }];
  expect(underLabelSet({ ...scan, clips: voted }, SEVEN).clips[0].votes).toEqual({
    neutral: 2.5,
    angry: 0.5,
  });
});
