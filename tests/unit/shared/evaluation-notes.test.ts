import { describe, expect, it } from 'vitest';
import {
  emotionNotes,
  excludedNote,
  knownSpeakersNote,
  missingNote,
  trainedOnNote,
} from '#shared/evaluation-notes.ts';

const SIX = ['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad'];
const NONE = { clips: 0, nearDuplicates: 0, speakers: 0, sentences: 0 };
const use = (changes: object) => ({ shared: SIX, missing: [], excluded: [], ...changes });

describe('the notes on emotions', () => {
  it('say which emotions a corpus lacks', () => {
    expect(missingNote(use({ missing: ['surprise'] }), ['CREMA-D'])).toBe(
      'CREMA-D has no surprise: UAR over 6 emotions.',
    );
    expect(missingNote(use({ missing: ['fear', 'surprise'], shared: ['sad'] }), ['A', 'B'])).toBe(
      'These clips have no fear and no surprise: UAR over 1 emotion.',
    );
    expect(missingNote(use({ missing: ['disgust', 'fear', 'surprise'] }), ['A'])).toBe(
      'A has no disgust, no fear and no surprise: UAR over 6 emotions.',
    );
    expect(missingNote(use({}), ['A'])).toBeNull();
  });

  it('count the excluded clips', () => {
    expect(excludedNote(use({ excluded: [{ emotion: 'surprise', clips: 1652 }] }))).toBe(
      '1,652 clips are excluded, because the training set has no such emotion: surprise 1,652.',
    );
    expect(excludedNote(use({ excluded: [{ emotion: 'fear', clips: 1 }] }))).toMatch(/^1 clip is excluded/);
    expect(excludedNote(use({}))).toBeNull();
  });

  it('name a corpus once', () => {
    const corpora = [
      { name: 'TESS', folder: '/a', clips: 1 },
      { name: 'TESS', folder: '/b', clips: 1 },
    ];
    expect(emotionNotes({ emotions: use({ missing: ['sad'] }), corpora })).toEqual([
      'TESS has no sad: UAR over 6 emotions.',
    ]);
  });
});

describe('the warnings', () => {
  it('count trained clips and copies', () => {
    expect(trainedOnNote(NONE)).toBeNull();
    expect(trainedOnNote({ ...NONE, clips: 1 })).toBe(
      '1 clip was in the training data of this model, so these results are invalid.',
    );
    expect(trainedOnNote({ ...NONE, clips: 1200, nearDuplicates: 1 })).toBe(
      '1,200 clips and 1 near-identical recording were in the training data of this model, so these results are invalid.',
    );
  });

  it('count known speakers', () => {
    expect(knownSpeakersNote(NONE)).toBeNull();
    expect(knownSpeakersNote({ ...NONE, speakers: 1 })).toMatch(/^1 speaker is also/);
    expect(knownSpeakersNote({ ...NONE, speakers: 24 })).toMatch(/^24 speakers are also/);
  });
});
