import { describe, expect, it } from 'vitest';
import { groupFigures } from '../../../src/core/laboratory/run-groups.ts';
import { computeFigures } from '../../../src/core/metrics/figures.ts';
import { EMOTION_INDEX, EMOTIONS } from '../../../src/shared/emotions.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { sampleClip } from '../runs/sample-run.ts';

const SEED = 11;
const random = createRandom('groups');
/** 120 judged clips of two corpora and seven speakers, one of them without a name and two without a sex. */
const judged = Array.from({ length: 120 }, (_, index) => {
  const corpus = index % 3 === 0 ? 'SAVEE' : 'TESS';
  const voice = index % 7;
  const clip = sampleClip(index, {
    corpus,
    speaker: voice === 6 ? null : `${corpus}/${voice === 5 ? 10 : voice}`,
    sex: voice < 2 ? 'male' : voice < 5 ? 'female' : null,
  });
  const raw = EMOTIONS.map((emotion) => random.next() + (emotion === clip.emotion ? 0.4 : 0));
  const sum = raw.reduce((total, value) => total + value, 0);
  return { clip, truth: clip.emotion, probabilities: raw.map((value) => value / sum) };
});
type Judged = (typeof judged)[number];

const direct = (name: string, of: (clip: Judged['clip']) => boolean) => {
  const some = judged.filter(({ clip }) => of(clip));
  const { clips, accuracy, accuracyInterval, uar, uarInterval } = computeFigures(
    some.map(({ clip, truth, probabilities }) => ({
      truth: EMOTION_INDEX[truth],
      probabilities,
      speaker: clip.speaker,
    })),
    { seed: SEED },
  );
  return { name, clips, accuracy, accuracyInterval, uar, uarInterval };
};

describe('figures of groups', () => {
  it('are those of the clips themselves, by corpus', async () => {
    expect(await groupFigures(judged, 'corpus', SEED)).toEqual([
      direct('SAVEE', ({ corpus }) => corpus === 'SAVEE'),
      direct('TESS', ({ corpus }) => corpus === 'TESS'),
    ]);
  });

  it('are those of the clips themselves, by sex; those without one come last', async () => {
    expect(await groupFigures(judged, 'sex', SEED)).toEqual([
      direct('female', ({ sex }) => sex === 'female'),
      direct('male', ({ sex }) => sex === 'male'),
      direct('unknown', ({ sex }) => sex === null),
    ]);
  });

  it('are those of the clips themselves, by speaker, in the order of their numbers', async () => {
    const groups = await groupFigures(judged, 'speaker', SEED);
    const names = ['SAVEE', 'TESS'].flatMap((corpus) =>
      [0, 1, 2, 3, 4, 10].map((voice) => `${corpus}/${voice}`),
    );
    expect(groups.map(({ name }) => name)).toEqual([...names, 'unknown']);
    for (const group of groups) {
      const speaker = group.name === 'unknown' ? null : group.name;
      expect(group).toEqual(direct(group.name, (clip) => clip.speaker === speaker));
    }
    expect(groups.reduce((sum, { clips }) => sum + clips, 0)).toBe(judged.length);
  });

  it('resample speakers where a group has several, clips where it has one', async () => {
    const whole = judged.filter(({ clip }) => clip.speaker !== null);
    const [first] = await groupFigures(whole, 'corpus', SEED);
    const clips = whole.map((one) => ({ ...one, clip: { ...one.clip, speaker: null } }));
    const [byClip] = await groupFigures(clips, 'corpus', SEED);
    expect(first.uar).toBe(byClip.uar);
    expect(first.uarInterval).not.toEqual(byClip.uarInterval);
  });

  it('are not to be had of a run that was not tested, and can be cancelled', async () => {
    await expect(groupFigures([], 'sex', SEED)).rejects.toMatchObject({ code: 'not-tested' });
    await expect(groupFigures(judged, 'speaker', SEED, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
