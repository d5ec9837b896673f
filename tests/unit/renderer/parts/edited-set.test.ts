import { expect, test } from 'vitest';
import {
  leftOutLabels,
  newEmotionName,
  setProblem,
  withChanged,
  withEmotion,
  withLabel,
  withoutEmotion,
} from '#renderer/parts/label-sets/edited-set.ts';
import { emotionNames, SEVEN } from '#shared/label-sets.ts';

const labelsOf = (set: typeof SEVEN, name: string) => set.emotions.find((one) => one.name === name)?.labels;

test('a label counts as one emotion at most', () => {
  const moved = withLabel(SEVEN, 'calm', 'sad');
  expect(labelsOf(moved, 'sad')).toEqual(['sad', 'calm']);
  expect(labelsOf(moved, 'neutral')).toEqual(['neutral']);
  expect(labelsOf(withLabel(moved, 'calm', null), 'sad')).toEqual(['sad']);
  expect(labelsOf(SEVEN, 'neutral')).toEqual(['neutral', 'calm']);
});

test('a new emotion takes labels from others', () => {
  const set = withEmotion(SEVEN, newEmotionName(SEVEN), ['calm']);
  expect(labelsOf(set, 'emotion 1')).toEqual(['calm']);
  expect(labelsOf(set, 'neutral')).toEqual(['neutral']);
  expect(newEmotionName(set)).toBe('emotion 2');
});

test('labels of the corpora that count as nothing are left out', () => {
  const counts = { tense: 3, calm: 5, boredom: 2, sad: 1 };
  expect(leftOutLabels(SEVEN, counts)).toEqual(['boredom', 'tense']);
  expect(leftOutLabels(withoutEmotion(SEVEN, 4), counts)).toEqual(['calm', 'boredom', 'tense']);
});

test('says what is wrong with a set', () => {
  expect(setProblem(SEVEN)).toBeNull();
  expect(setProblem({ ...SEVEN, name: ' ' })).toMatch(/^Name of the label set: /);
  expect(setProblem(withChanged(SEVEN, 0, { name: '7' }))).toMatch(/^Emotion “7”: /);
  expect(setProblem(withChanged(SEVEN, 0, { name: 'sad' }))).toMatch(/Two emotions are called “sad”/);
  const two = SEVEN.emotions.slice(0, 1);
  expect(setProblem({ ...SEVEN, emotions: two })).toMatch(/at least 2/);
  expect(emotionNames(withoutEmotion(SEVEN, 0))).not.toContain('angry');
});
