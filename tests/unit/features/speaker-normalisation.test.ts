import { expect, it } from 'vitest';
import { speakerNumbers } from '#core/features/speaker-normalisation.ts';

it('numbers speakers within their corpora, and each clip without speaker by itself', () => {
  const clips = [
    ['a', '1'],
    ['a', null],
    ['b', '1'],
    ['a', '1'],
    ['a', null],
    ['b', '1'],
  ].map(([corpus, speaker]) => ({ corpus: corpus!, speaker }));
  expect(speakerNumbers(clips)).toEqual([0, 1, 2, 0, 3, 2]);
});
