import { expect, test } from 'vitest';
import { LABEL_SETS, SEVEN } from '#shared/label-sets.ts';
import { labelSetText, labelUseText } from '#shared/label-use-text.ts';

const set = { name: 'four' };

test('says what counts as which emotion, and what is skipped', () => {
  const merged = [
    { label: 'calm', emotion: 'neutral', clips: 1 },
    { label: 'excited', emotion: 'happy', clips: 1041 },
    { label: 'amused', emotion: 'happy', clips: 2 },
  ];
  const leftOut = [
    { label: 'fear', clips: 3 },
    { label: 'surprise', clips: 4 },
    { label: 'boredom', clips: 5 },
  ];
  expect(labelUseText({ merged, leftOut }, set)).toBe(
    '1 clip labelled calm counts as neutral. 1,043 clips labelled excited or amused count as happy. ' +
      '12 clips labelled fear, surprise or boredom are skipped by the label set “four”.',
  );
  expect(labelUseText({ merged: [], leftOut: [{ label: 'fear', clips: 1 }] }, set)).toBe(
    '1 clip labelled fear is skipped by the label set “four”.',
  );
  expect(labelUseText({ merged: [], leftOut: [] }, set)).toBe('');
});

test('says what a label set does with labels, for results', () => {
  expect(labelSetText(SEVEN)).toBe(
    'Label set “seven”: calm counts as neutral; clips with other labels are skipped.',
  );
  expect(labelSetText(LABEL_SETS.four)).toBe(
    'Label set “four”: excited counts as happy; calm counts as neutral; clips with other labels are skipped.',
  );
  expect(labelSetText(LABEL_SETS['ravdess-eight'])).toBe(
    'Label set “ravdess-eight”: clips with other labels are skipped.',
  );
  expect(labelSetText({ ...SEVEN, name: 'as-labelled' })).toMatch(/every label of the corpora is an emotion/);
  const own = { name: 'own', emotions: [{ name: 'low', colour: null, labels: ['calm', 'sad', 'emo-db:L'] }] };
  expect(labelSetText(own)).toBe(
    'Label set “own”: calm, sad and L in EMO-DB count as low; clips with other labels are skipped.',
  );
});
