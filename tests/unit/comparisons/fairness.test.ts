import { describe, expect, it } from 'vitest';
import { computeFairness } from '#core/comparisons/fairness.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import { fairnessSentence } from '#shared/fairness.ts';
import type { TestedClip } from '#shared/metrics.ts';
import { createRandom } from '#shared/random.ts';

const random = createRandom('fairness');
/** Clips of a speaker: `right` of them correct, all seven emotions. */
function clipsOf(speaker: string | null, sex: string | null, corpus: string, right: number): TestedClip[] {
  return Array.from({ length: 35 }, (_, i) => {
    const actual = i % 7;
    const predicted = random.next() < right ? actual : (actual + 1) % 7;
    return {
      ...{
        fingerprint: `${speaker} ${i}`,
        path: `/${speaker}/${i}.wav`,
        fold: 0,
        corpus,
        sex,
        speaker,
        actual,
      },
      probabilities: EMOTIONS.map((_name, e) => (e === predicted ? 0.4 : 0.1)),
    };
  });
}
const speakers = (count: number, sex: string | null, corpus: string, right: number) =>
  Array.from({ length: count }, (_, n) => clipsOf(`${corpus}/${sex}${n}`, sex, corpus, right)).flat();

const of = (fairness: Awaited<ReturnType<typeof computeFairness>>, key: string) =>
  fairness.find(({ by }) => by === key)!;

describe('fairness', () => {
  it('compares groups of ages, in their order', async () => {
    const aged = (age: number | null, right: number) =>
      speakers(6, `${age}`, 'A', right).map((clip) => ({ ...clip, sex: null, age }));
    const tested = [...aged(64, 0.4), ...aged(26, 0.8), ...aged(30, 0.6), ...aged(null, 0.5)];
    const age = of(await computeFairness(tested, 1), 'age');
    expect(age.groups.map(({ name, speakers: count }) => [name, count])).toEqual([
      ['29 or younger', 6],
      ['30–49', 6],
      ['50 or older', 6],
      ['unknown', 6],
    ]);
    expect(age.gap).toMatchObject({ better: '29 or younger', worse: '50 or older', pairs: 3 });
    const unknown = of(await computeFairness(aged(null, 0.5), 1), 'age');
    expect(unknown.sentence).toBe(
      'The age of the speakers is unknown, so results cannot be compared by age.',
    );
  });

  it('gives clips, speakers and UAR of each group, and the gap in a sentence', async () => {
    const tested = [
      ...speakers(8, 'female', 'A', 0.8),
      ...speakers(6, 'male', 'A', 0.5),
      ...clipsOf('A/x', null, 'A', 0.2),
    ];
    const fairness = await computeFairness(tested, 1);
    const sex = of(fairness, 'sex');
    expect(sex.groups.map(({ name, clips, speakers: count }) => [name, clips, count])).toEqual([
      ['female', 280, 8],
      ['male', 210, 6],
      ['unknown', 35, 1],
    ]);
    expect(sex.groups[2].uarInterval).toBeNull();
    expect(sex.gap).toMatchObject({ better: 'female', worse: 'male', pairs: 1, emotions: 7 });
    expect(sex.sentence).toMatch(
      /^UAR is \d\d\.\d percentage points higher for female than for male, over the 7 emotions that both have \(95 % interval \d+\.\d to \d+\.\d\)\. The interval excludes 0/,
    );
    expect(of(fairness, 'corpus')).toMatchObject({
      gap: null,
      sentence: 'All test clips are from A, so results cannot be compared between corpora.',
    });
    expect(await computeFairness([...tested].reverse(), 1)).toEqual(fairness);
  });

  it('says which groups have too few speakers', async () => {
    const tested = [...speakers(2, 'female', 'A', 0.8), ...speakers(6, 'male', 'B', 0.5)];
    const { gap, sentence } = of(await computeFairness(tested, 1), 'sex');
    expect(gap!.interval).toBeNull();
    expect(sentence).toMatch(
      /There are too few speakers \(female: 2 speakers\) to say whether that is more than chance\.$/,
    );
    const more = [...tested, ...speakers(7, 'male', 'C', 0.5)];
    expect(of(await computeFairness(more, 1), 'corpus').sentence).toMatch(
      /Not compared, with too few speakers: A\.$/,
    );
  });

  it('says why there is nothing to compare', () => {
    expect(fairnessSentence('sex', [], null)).toMatch(/^The sex of the speakers is unknown/);
    const group = { name: 'x', clips: 3, speakers: null, uar: 0.5, uarInterval: null };
    expect(fairnessSentence('sex', [{ ...group, name: 'unknown' }], null)).toMatch(/unknown/);
    expect(fairnessSentence('corpus', [group, { ...group, name: 'y' }], null)).toMatch(
      /no emotion in common/,
    );
    const gap = {
      better: 'x',
      worse: 'y',
      uar: 0.031,
      interval: [-0.02, 0.08],
      pairs: 3,
      emotions: 1,
    } as const;
    expect(
      fairnessSentence('corpus', [group, { ...group, name: 'y' }], { ...gap, interval: [-0.02, 0.08] }),
    ).toMatch(
      /^The largest of 3 gaps: UAR is 3\.1 percentage points higher for x than for y, over the 1 emotion that both have \(95 % interval −2\.0 to 8\.0, corrected for the choice\)\. The interval includes 0/,
    );
  });

  it('is refused for an untested run', async () => {
    await expect(computeFairness([], 1)).rejects.toMatchObject({ code: 'not-tested' });
  });
});
