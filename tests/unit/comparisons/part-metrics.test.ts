import { describe, expect, it } from 'vitest';
import { partMetrics } from '#core/comparisons/part-metrics.ts';
import { computeMetrics } from '#core/metrics/metrics.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { createRandom } from '#shared/random.ts';
import { sampleClip } from '../database/sample-run.ts';

const SEED = 11;
const random = createRandom('groups');
/** 120 predicted clips of two corpora and seven speakers, one of them without a name and two without a sex. */
const tested = Array.from({ length: 120 }, (_, index) => {
  const corpus = index % 3 === 0 ? 'SAVEE' : 'TESS';
  const voice = index % 7;
  const clip = sampleClip(index, {
    corpus,
    speaker: voice === 6 ? null : `${corpus}/${voice === 5 ? 10 : voice}`,
    sex: voice < 2 ? 'male' : voice < 5 ? 'female' : null,
  });
  const raw = EMOTIONS.map((emotion) => random.next() + (emotion === clip.emotion ? 0.4 : 0));
  const sum = raw.reduce((total, value) => total + value, 0);
  return {
    ...clip,
    fold: 0,
    actual: EMOTIONS.indexOf(clip.emotion),
    probabilities: raw.map((value) => value / sum),
  };
});

const direct = (name: string, of: (clip: (typeof tested)[number]) => boolean) => {
  const found = tested.filter(of);
  const { clips, accuracy, accuracyInterval, uar, uarInterval, resampling } = computeMetrics(found, {
    seed: SEED,
    labels: EMOTIONS,
  });
  const names = new Set(found.map(({ speaker }) => speaker));
  const speakers = names.has(null) ? null : names.size;
  return { name, speakers, clips, accuracy, accuracyInterval, uar, uarInterval, resampling };
};

describe('metrics of parts', () => {
  it('equal the metrics of the clips, by corpus', async () => {
    expect(await partMetrics(tested, 'corpus', SEED)).toEqual([
      direct('SAVEE', ({ corpus }) => corpus === 'SAVEE'),
      direct('TESS', ({ corpus }) => corpus === 'TESS'),
    ]);
  });

  it('equal the metrics of the clips, by sex, with unknown last', async () => {
    expect(await partMetrics(tested, 'sex', SEED)).toEqual([
      direct('female', ({ sex }) => sex === 'female'),
      direct('male', ({ sex }) => sex === 'male'),
      direct('unknown', ({ sex }) => sex === null),
    ]);
  });

  it('equal the metrics of the clips, by speaker, in numeric order', async () => {
    const groups = await partMetrics(tested, 'speaker', SEED);
    const names = ['SAVEE', 'TESS'].flatMap((corpus) =>
      [0, 1, 2, 3, 4, 10].map((voice) => `${corpus}/${voice}`),
    );
    expect(groups.map(({ name }) => name)).toEqual([...names, 'unknown']);
    for (const group of groups) {
      const speaker = group.name === 'unknown' ? null : group.name;
      expect(group).toEqual(direct(group.name, (clip) => clip.speaker === speaker));
    }
    expect(groups.reduce((sum, { clips }) => sum + clips, 0)).toBe(tested.length);
  });

  it('resample speakers if a group has several, otherwise clips', async () => {
    const whole = tested.filter(({ speaker }) => speaker !== null);
    const [first] = await partMetrics(whole, 'corpus', SEED);
    const clips = whole.map((one) => ({ ...one, speaker: null }));
    const [byClip] = await partMetrics(clips, 'corpus', SEED);
    expect(first.uar).toBe(byClip.uar);
    expect(first.uarInterval).not.toEqual(byClip.uarInterval);
  });

  it('are rejected for an untested run, and can be cancelled', async () => {
    await expect(partMetrics([], 'sex', SEED)).rejects.toMatchObject({ code: 'not-tested' });
    await expect(partMetrics(tested, 'speaker', SEED, AbortSignal.abort())).rejects.toMatchObject({
      code: 'cancelled',
    });
  });
});
