import { describe, expect, it, test } from 'vitest';
import { EMOTIONS } from '#shared/emotions.ts';
import {
  AS_LABELLED,
  completeLabelSet,
  emotionIn,
  emotionNames,
  LABEL_SETS,
  type LabelSet,
  labelSetSchema,
  MAX_EMOTIONS,
  mergedLabels,
  SEVEN,
} from '#shared/label-sets.ts';
import { LABELS, labelSchema } from '#shared/labels.ts';

const clip = (emotion: string, layout = 'folders', code = emotion) => ({ emotion, layout, code });
const own = (emotions: Record<string, string[]>): LabelSet => ({
  name: 'own',
  emotions: Object.entries(emotions).map(([name, labels]) => ({ name, colour: null, labels })),
});

test('the default set has the seven emotions, and counts calm as neutral', () => {
  expect(emotionNames(SEVEN)).toEqual(EMOTIONS);
  const emotionOf = emotionIn(SEVEN);
  for (const emotion of EMOTIONS) expect(emotionOf(clip(emotion))).toBe(emotion);
  expect(emotionOf(clip('calm', 'ravdess', '02'))).toBe('neutral');
  expect(emotionOf(clip('boredom', 'emo-db', 'L'))).toBeNull();
  expect(mergedLabels(SEVEN)).toEqual(new Map([['calm', 'neutral']]));
});

test.each([
  ['ravdess-eight', 'calm', 'calm'],
  ['ravdess-eight', 'boredom', null],
  ['four', 'excited', 'happy'],
  ['four', 'fear', null],
  ['emodb-seven', 'boredom', 'boredom'],
  ['emodb-seven', 'surprise', null],
  ['three-levels', 'high', 'high'],
])('in %s, %s is %s', (name, label, emotion) => {
  expect(emotionIn(LABEL_SETS[name])(clip(label))).toBe(emotion);
});

test('every shipped set is valid, and has only known labels', () => {
  for (const set of Object.values(LABEL_SETS)) {
    expect(labelSetSchema.parse(set)).toEqual(set);
    for (const label of set.emotions.flatMap(({ labels }) => labels)) expect(LABELS).toHaveProperty(label);
  }
});

test('a code of one layout takes precedence over the label', () => {
  const emotionOf = emotionIn(own({ quiet: ['ravdess:02'], neutral: ['calm', 'neutral'] }));
  expect(emotionOf(clip('calm', 'ravdess', '02'))).toBe('quiet');
  expect(emotionOf(clip('calm', 'folders', 'calm'))).toBe('neutral');
});

describe('as labelled', () => {
  const asLabelled = LABEL_SETS[AS_LABELLED];

  it('has an emotion for each label, known labels first', () => {
    const set = completeLabelSet(asLabelled, ['tense', 'sad', 'calm', 'angry', 'sad']);
    expect(emotionNames(set)).toEqual(['angry', 'sad', 'calm', 'tense']);
    expect(completeLabelSet(set, ['other'])).toBe(set);
  });

  it('needs 2 to 30 labels', () => {
    const many = Array.from({ length: MAX_EMOTIONS + 1 }, (_, index) => `label ${index}`);
    for (const labels of [[], ['sad'], many]) {
      expect(() => completeLabelSet(asLabelled, labels)).toThrow(
        expect.objectContaining({ code: 'label-set' }),
      );
    }
    expect(emotionNames(completeLabelSet(asLabelled, many.slice(1)))).toHaveLength(MAX_EMOTIONS);
  });
});

test.each([
  ['one emotion', own({ sad: ['sad'] }), /at least 2/],
  ['31 emotions', own(Object.fromEntries(Array.from({ length: 31 }, (_, n) => [`e${n}`, []]))), /30/],
  ['two of one name', own({ sad: [], Sad: [] }), /called “sad”/],
  ['a label in two', own({ sad: ['low'], bad: ['low'] }), /“low” counts as two/],
  ['a colour that is none', { ...SEVEN, emotions: [{ ...SEVEN.emotions[0], colour: 'red' }] }, /./],
  ['no name', { ...SEVEN, name: '' }, /./],
])('a set with %s is invalid', (_, set, message) => {
  const parsed = labelSetSchema.safeParse(set);
  expect(parsed.error?.issues.map((issue) => issue.message).join()).toMatch(message);
});

test('labels are words of any script with a letter', () => {
  for (const word of ['sad', 'грусть', '中立', 'wide awake', 'type-2', "d'accord"])
    expect(labelSchema.safeParse(word).success, word).toBe(true);
  for (const text of ['', '7', '01', ' sad', 'sad ', 'a/b', '<b>', 'x'.repeat(41), 'a\u202eb'])
    expect(labelSchema.safeParse(text).success, text).toBe(false);
});
