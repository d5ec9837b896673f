import { expect, it } from 'vitest';
import { partsBySpeaker } from '#core/laboratory/robustness/test-robustness.ts';

it('keeps the clips of a speaker in one part where they fit', () => {
  const clips = [...'abcabcabbbb'].map((speaker, at) => ({ corpus: 'x', speaker, at }));
  const parts = partsBySpeaker(clips, 5).map((part) => part.map(({ speaker }) => speaker).join(''));
  expect(parts).toEqual(['aaa', 'bbbbb', 'bcc']);
});
