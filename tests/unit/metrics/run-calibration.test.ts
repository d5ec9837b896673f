import { describe, expect, it } from 'vitest';
import { computeCalibration, fitTemperature, scaleProbabilities } from '#core/metrics/calibration.ts';
import {
  crossFittedTemperatures,
  runCalibration,
  testClipsTemperature,
} from '#core/metrics/run-calibration.ts';
import { honestClips, rowsOf } from './honest-clips.ts';

describe('temperatures without validation clips', () => {
  const { probabilities, actual } = honestClips(4000, 3);
  /** Three folds; the probabilities of each are distorted with another temperature. */
  const distortions = [0.5, 0.5, 2];
  const tested = rowsOf(probabilities, 3).map((row, clip) => ({
    fingerprint: `clip ${clip}`,
    fold: clip % 3,
    actual: actual[clip],
    probabilities: [...scaleProbabilities(row, 3, distortions[clip % 3])],
  }));

  it('of a fold come from the test clips of the others', () => {
    const temperatures = crossFittedTemperatures(tested, 3);
    const others = tested.filter(({ fold }) => fold !== 2);
    const expected = fitTemperature(
      others.flatMap((clip) => clip.probabilities),
      others.map((clip) => clip.actual),
    );
    expect(temperatures[2]).toBe(expected);
    expect(temperatures[2]).toBeCloseTo(2, 0);
    expect(temperatures[0]).toBeLessThan(1.5);
  });

  it('do not depend on the labels of the own clips, also of clips that several folds test', () => {
    const again = tested.filter(({ fold }) => fold === 0).map((clip) => ({ ...clip, fold: 1 }));
    const wrong = (clip: (typeof tested)[number]) => ({ ...clip, actual: (clip.actual + 1) % 3 });
    const own = new Set(again.map(({ fingerprint }) => fingerprint));
    const all = [...tested, ...again];
    const changed = all.map((clip) => (own.has(clip.fingerprint) ? wrong(clip) : clip));
    expect(crossFittedTemperatures(changed, 3)[0]).toBe(crossFittedTemperatures(all, 3)[0]);
    expect(crossFittedTemperatures(changed, 3)[2]).not.toBe(crossFittedTemperatures(all, 3)[2]);
  });

  it('do not exist for a single fold', () => {
    expect(
      crossFittedTemperatures(
        tested.filter(({ fold }) => fold === 0),
        1,
      ),
    ).toEqual([null]);
  });
});

describe('a single fold without validation clips', () => {
  const { probabilities, actual } = honestClips(600, 3);
  /** Tested clips of so many speakers. The probabilities of the first are distorted otherwise than those of the others. */
  const testedBy = (speakers: number, clips = 600) =>
    rowsOf(probabilities, 3)
      .slice(0, clips)
      .map((row, clip) => ({
        fold: 0,
        actual: actual[clip],
        speaker: `A/${clip % speakers}`,
        probabilities: [...scaleProbabilities(row, 3, clip % speakers === 0 ? 2 : 0.5)],
      }));
  const foldWith = (temperature: number | null, validation = 0) => [
    { bestEpoch: 3, temperature, validation },
  ];
  const temperatureOf = (clips: ReturnType<typeof testedBy>) =>
    fitTemperature(
      clips.flatMap((clip) => clip.probabilities),
      clips.map((clip) => clip.actual),
    );

  it('has the temperature of all test clips, and an error of each speaker with that of the others', () => {
    const tested = testedBy(3);
    const own = testClipsTemperature(tested);
    expect(own).toBe(temperatureOf(tested));
    const shown = runCalibration(foldWith(own), tested);
    expect(shown).toMatchObject({ fittedOn: 'other-speakers', testSpeakers: 3, missing: null });
    // By hand: every speaker is a fold of its own.
    const folds = tested.map((clip) => ({ ...clip, fold: Number(clip.speaker.slice(2)) }));
    const expected = computeCalibration(
      folds,
      [0, 1, 2].map((fold) => temperatureOf(folds.filter((clip) => clip.fold !== fold))),
    );
    expect(shown).toMatchObject(expected);
    // The temperature of the clips themselves would look better than it is.
    expect(shown.eceAfter).not.toBe(computeCalibration(tested, [own]).eceAfter);
  });

  it('divides more than ten speakers into ten parts', () => {
    const tested = testedBy(23);
    const names = [...new Set(tested.map(({ speaker }) => speaker))].sort();
    const folds = tested.map((clip) => ({ ...clip, fold: names.indexOf(clip.speaker) % 10 }));
    const temperatures = Array.from({ length: 10 }, (_, part) =>
      temperatureOf(folds.filter(({ fold }) => fold !== part)),
    );
    const shown = runCalibration(foldWith(1), tested);
    expect(shown).toMatchObject({ ...computeCalibration(folds, temperatures), testSpeakers: 23 });
  });

  it('has none with one speaker, unknown speakers or too few clips, and says why', () => {
    const unknown = testedBy(3).map((clip, index) => ({
      ...clip,
      speaker: index === 5 ? null : clip.speaker,
    }));
    const cases = [
      ['one-speaker', testedBy(1)],
      ['unknown-speakers', unknown],
      ['few-clips', testedBy(2, 39)],
    ] as const;
    for (const [missing, tested] of cases) {
      expect(testClipsTemperature(tested)).toBeNull();
      expect(runCalibration(foldWith(null), tested)).toMatchObject({
        eceAfter: null,
        fittedOn: null,
        missing,
      });
    }
    expect(testClipsTemperature(testedBy(2, 40))).not.toBeNull();
  });

  it('of an earlier version stays as it is; validation clips and an untrained model are named', () => {
    const tested = testedBy(3);
    expect(runCalibration(foldWith(null), tested)).toMatchObject({
      eceAfter: null,
      missing: 'earlier-version',
    });
    expect(runCalibration(foldWith(1.5, 10), tested)).toMatchObject({
      ...computeCalibration(tested, [1.5]),
      fittedOn: 'validation',
    });
    const untrained = [{ bestEpoch: null, temperature: null, validation: 0 }];
    expect(runCalibration(untrained, tested).missing).toBe('nothing-trained');
  });
});
