import { describe, expect, it } from 'vitest';
import { RAVDESS_SENTENCES } from '#core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '#core/corpora/sample-voices/speakers.ts';
import { synthesize } from '#core/corpora/sample-voices/voice/synthesize.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { fitLinearDiscriminant, meanRecall } from './linear-discriminant.ts';
import { measureVoice } from './voice-features.ts';

const SPEAKERS = 24;
const FOLDS = 6;

/** Five simple measurements of every clip: mean and deviation of pitch and level, and the length of the speech. */
const clips = Array.from({ length: SPEAKERS }, (_, index) => {
  const speaker = createSpeaker(`speaker ${index}`, index % 2 === 0 ? 'male' : 'female', 11);
  return EMOTIONS.flatMap((emotion, actual) =>
    [0, 1, 2, 3].map((k) => {
      const sentence = RAVDESS_SENTENCES[k % 2];
      const samples = synthesize({ speaker, sentence, emotion, intensity: k < 2 ? 0.8 : 1.15, seed: 11 });
      const voice = measureVoice(samples, 16_000);
      const row = [
        voice.logPitchMean,
        voice.logPitchDeviation,
        voice.levelMeanDb,
        voice.levelDeviationDb,
        Math.log(voice.speechSeconds),
      ];
      return { speaker: index, actual, row };
    }),
  );
}).flat();

/** UAR of a linear discriminant over `FOLDS` folds. Each clip is predicted once. */
function crossValidatedUar(
  foldOf: (clip: (typeof clips)[number], index: number) => number,
  actual: number[],
): number {
  const predicted = new Array<number>(clips.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const train = clips.flatMap((clip, i) => (foldOf(clip, i) === fold ? [] : [i]));
    const classify = fitLinearDiscriminant(
      train.map((i) => clips[i].row),
      train.map((i) => actual[i]),
    );
    clips.forEach((clip, i) => {
      if (foldOf(clip, i) === fold) predicted[i] = classify(clip.row);
    });
  }
  return meanRecall(actual, predicted);
}

describe('difficulty of the sample voices', () => {
  const actual = clips.map((clip) => clip.actual);
  // Each pair of a man and a woman is in the same fold.
  const bySpeaker = (clip: { speaker: number }): number => (clip.speaker >> 1) % FOLDS;

  it('simple measurements predict the emotions of unseen speakers above chance, but far from perfectly', () => {
    const uar = crossValidatedUar(bySpeaker, actual);
    expect(uar).toBeGreaterThan(0.55);
    expect(uar).toBeLessThan(0.8);
  });

  it('gives chance level with shuffled emotions', () => {
    const uar = crossValidatedUar(bySpeaker, createRandom('shuffled').shuffle([...actual]));
    expect(uar).toBeLessThan(0.22);
  });

  it('is easier with known speakers', () => {
    // Subtracts each speaker's mean, which requires knowing the speaker.
    const own = Array.from({ length: SPEAKERS }, (_, s) => clips.filter((clip) => clip.speaker === s));
    const raw = crossValidatedUar(bySpeaker, actual);
    const rows = clips.map(({ speaker, row }) =>
      row.map(
        (value, j) => value - own[speaker].reduce((sum, clip) => sum + clip.row[j], 0) / own[speaker].length,
      ),
    );
    const held = clips.map((clip) => clip.row);
    clips.forEach((clip, i) => {
      clip.row = rows[i];
    });
    const centred = crossValidatedUar(bySpeaker, actual);
    clips.forEach((clip, i) => {
      clip.row = held[i];
    });
    expect(centred).toBeGreaterThan(raw + 0.05);
    expect(centred).toBeLessThan(0.95);
  });
});
