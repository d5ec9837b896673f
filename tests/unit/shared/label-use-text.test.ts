import { expect, test } from 'vitest';
import { labelUseText } from '#shared/label-use-text.ts';

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
