import { describe, expect, it } from 'vitest';
import { RAVDESS_SENTENCES } from '../../../../src/core/corpora/sample-voices/sentences.ts';
import { createSpeaker } from '../../../../src/core/corpora/sample-voices/speakers.ts';
import { synthesize } from '../../../../src/core/corpora/sample-voices/synthesize.ts';
import { EMOTIONS } from '../../../../src/shared/emotions.ts';
import { createRandom } from '../../../../src/shared/random.ts';
import { fitLinearDiscriminant, meanRecall } from './linear-discriminant.ts';
import { measureVoice } from './voice-features.ts';

const SPEAKERS = 24;
const FOLDS = 6;

/** Five plain measurements of every clip: mean and deviation of pitch and level, and the length of the speech. */
const clips = Array.from({ length: SPEAKERS }, (_, index) => {
  const speaker = createSpeaker(`speaker ${index}`, index % 2 === 0 ? 'male' : 'female', 11);
  return EMOTIONS.flatMap((emotion, truth) =>
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
      return { speaker: index, truth, row };
    }),
  );
}).flat();

/** UAR of a linear discriminant over `FOLDS` folds; each clip is judged once. */
function crossValidatedUar(
  foldOf: (clip: (typeof clips)[number], index: number) => number,
  truth: number[],
): number {
  const predicted = new Array<number>(clips.length);
  for (let fold = 0; fold < FOLDS; fold++) {
    const train = clips.flatMap((clip, i) => (foldOf(clip, i) === fold ? [] : [i]));
    const classify = fitLinearDiscriminant(
      train.map((i) => clips[i].row),
      train.map((i) => truth[i]),
    );
    clips.forEach((clip, i) => {
      if (foldOf(clip, i) === fold) predicted[i] = classify(clip.row);
    });
  }
  return meanRecall(truth, predicted);
}

describe('how hard the sample voices are', () => {
  const truth = clips.map((clip) => clip.truth);
  // Pairs of a man and a woman are held out together.
  const bySpeaker = (clip: { speaker: number }): number => (clip.speaker >> 1) % FOLDS;

  it('lets simple measurements tell the emotions of unheard speakers well above chance, far from all', () => {
    const uar = crossValidatedUar(bySpeaker, truth);
    expect(uar).toBeGreaterThan(0.55);
    expect(uar).toBeLessThan(0.8);
  });

  it('is chance for the same measurements with the emotions shuffled', () => {
    const uar = crossValidatedUar(bySpeaker, createRandom('shuffled').shuffle([...truth]));
    expect(uar).toBeLessThan(0.22);
  });

  it('is easier where the speakers are known', () => {
    // Each speaker's own mean is taken off, as only somebody who knows the voice can.
    const own = Array.from({ length: SPEAKERS }, (_, s) => clips.filter((clip) => clip.speaker === s));
    const raw = crossValidatedUar(bySpeaker, truth);
    const rows = clips.map(({ speaker, row }) =>
      row.map(
        (value, j) => value - own[speaker].reduce((sum, clip) => sum + clip.row[j], 0) / own[speaker].length,
      ),
    );
    const held = clips.map((clip) => clip.row);
    clips.forEach((clip, i) => {
      clip.row = rows[i];
    });
    const centred = crossValidatedUar(bySpeaker, truth);
    clips.forEach((clip, i) => {
      clip.row = held[i];
    });
    expect(centred).toBeGreaterThan(raw + 0.05);
    expect(centred).toBeLessThan(0.95);
  });
});
