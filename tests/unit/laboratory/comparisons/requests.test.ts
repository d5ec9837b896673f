import { describe, expect, it, test } from 'vitest';
import { differencesTable } from '#shared/tables/difference-tables.ts';
import { addTestedRun, clipsOf, comparisons } from './compared-log.ts';

const CLIPS = clipsOf(280, 10);
/** The clips of the last four speakers. */
const TEST = CLIPS.flatMap(({ speaker }, index) => (Number(speaker!.split('/')[1]) >= 6 ? [index] : []));
/** Five folds of two speakers each. */
const FOLDS = Array.from({ length: 5 }, (_, fold) =>
  CLIPS.flatMap(({ speaker }, index) => (Number(speaker!.split('/')[1]) % 5 === fold ? [index] : [])),
);
const run = (changes: Partial<Parameters<typeof addTestedRun>[1]> = {}) => ({
  clips: CLIPS,
  folds: [TEST],
  skill: 0.5,
  ...changes,
});

describe('two runs on the same test clips', () => {
  const setUp = () => {
    const { log, ask } = comparisons();
    const weak = addTestedRun(log, run({ name: 'weak', skill: 0.2 }));
    const strong = addTestedRun(log, run({ name: 'strong', skill: 0.9, settings: { batchSize: 64 } }));
    return { log, ask, weak, strong };
  };

  it('can be compared, and the difference has an interval, a test and a sentence', async () => {
    const { log, ask, weak, strong } = setUp();
    const answer = await ask('comparisons.show', { items: [[weak], [strong]] });
    expect(answer.comparable).toMatchObject({
      basis: 'test-clips',
      testClips: 'same',
      protocol: 'same',
      summary: `All were tested on the same ${TEST.length} clips.`,
      reasons: [],
    });
    const [a, b] = [log.showRun(weak).test!, log.showRun(strong).test!];
    expect(answer.items.map(({ results }) => results?.metrics.uar)).toEqual([
      { value: a.uar, interval: a.uarInterval, deviation: null },
      { value: b.uar, interval: b.uarInterval, deviation: null },
    ]);
    expect(answer.items[0].results?.confusion).toEqual(a.confusion);
    const [{ result, verdict, sentence, adjustedP }] = answer.differences;
    if (result.test !== 'bootstrap') throw new Error(`unexpected test ${result.test}`);
    expect(result.uar).toBeCloseTo(b.uar - a.uar, 12);
    expect(result.uarInterval[0]).toBeLessThan(result.uar);
    expect(result.uarInterval[1]).toBeGreaterThan(result.uar);
    expect(adjustedP).toBe(result.uarP);
    expect(verdict).toBe('better');
    expect(sentence).toMatch(
      /^“strong” is better than “weak” by \d+\.\d points of UAR, 95 % interval \d+\.\d to \d+\.\d: certain at the 5 % level\.$/,
    );
    const counts = [result.bothRight, result.onlyFirstRight, result.onlySecondRight, result.bothWrong];
    expect(counts.reduce((sum: number, clips) => sum + clips!, 0)).toBe(TEST.length);
    expect(result.bothRight! + result.onlySecondRight!).toBe(Math.round(b.accuracy * b.clips));
    expect(answer.correction).toBeNull();
    expect(answer.friedman).toBeNull();
    expect(answer.chanceLevel).toBeCloseTo(1 / 7);
  });

  it('swaps its sign with the baseline', async () => {
    const { ask, weak, strong } = setUp();
    const items = [[weak], [strong]];
    const [first] = (await ask('comparisons.show', { items })).differences;
    const [second] = (await ask('comparisons.show', { items, baseline: 1 })).differences;
    expect(second).toMatchObject({ first: 1, second: 0, verdict: 'worse' });
    expect(second.result.uar).toBeCloseTo(-first.result.uar!, 12);
    await expect(ask('comparisons.show', { items, baseline: 2 })).rejects.toMatchObject({
      code: 'no-such-item',
    });
  });

  it('differ in one setting', async () => {
    const { ask, weak, strong } = setUp();
    const { settings } = await ask('comparisons.show', { items: [[weak], [strong]] });
    expect(settings.filter(({ differs }) => differs).map(({ path, values }) => [path, values])).toEqual([
      ['batchSize', ['32', '64']],
    ]);
    expect(settings.length).toBeGreaterThan(20);
  });

  it('have each clip with both predictions', async () => {
    const { log, ask, weak, strong } = setUp();
    const { clips, labels } = await ask('comparisons.clips', { first: weak, second: strong });
    expect(clips).toHaveLength(TEST.length);
    const stored = new Map(log.listPredictions(strong).map((one) => [one.clip.path, one]));
    for (const { path, actual, second } of clips) {
      const { actual: emotion, predicted, probabilities } = stored.get(path)!;
      expect([actual, second.predicted, second.probabilities]).toEqual([emotion, predicted, probabilities]);
      expect(second.probabilities).toHaveLength(labels.length);
    }
  });

  it('are compared by part with the metrics of each run', async () => {
    const { log, ask, weak, strong } = setUp();
    const parts = await ask('comparisons.parts', { items: [[weak], [strong]], by: 'speaker' });
    expect(parts.map(({ name }) => name)).toEqual(['TESS/6', 'TESS/7', 'TESS/8', 'TESS/9']);
    const right = log
      .listPredictions(strong)
      .filter(({ clip, actual, predicted }) => clip.speaker === 'TESS/7' && actual === predicted);
    expect(parts[1].items[1]?.accuracy.value).toBeCloseTo(right.length / parts[1].clips, 12);
  });

  it('are refused if one is named twice, or if there is no such run', async () => {
    const { ask, weak } = setUp();
    await expect(ask('comparisons.show', { items: [[weak], [weak]] })).rejects.toMatchObject({
      code: 'repeated-run',
    });
    await expect(ask('comparisons.show', { items: [[weak], ['none']] })).rejects.toMatchObject({
      code: 'no-such-run',
    });
  });

  it('shows a name that was changed after the first comparison', async () => {
    const { log, ask, weak, strong } = setUp();
    await ask('comparisons.show', { items: [[weak], [strong]] });
    log.annotateRun(weak, { name: 'renamed' });
    expect((await ask('comparisons.show', { items: [[weak], [strong]] })).items[0].title).toBe('renamed');
  });
});

test('over two speakers, a difference is neither tested nor called certain', async () => {
  const { log, ask } = comparisons();
  const two = CLIPS.flatMap(({ speaker }, index) => (Number(speaker!.split('/')[1]) >= 8 ? [index] : []));
  const weak = addTestedRun(log, run({ name: 'weak', skill: 0.1, folds: [two] }));
  const strong = addTestedRun(log, run({ name: 'strong', skill: 1, folds: [two] }));
  const answer = await ask('comparisons.show', { items: [[weak], [strong]] });
  const [{ verdict, adjustedP, sentence, result }] = answer.differences;
  expect([verdict, adjustedP]).toEqual(['unknown', null]);
  expect(sentence).toMatch(/points of UAR: not tested, because 2 test speakers are too few\.$/);
  expect(result).toMatchObject({ test: 'bootstrap', mcnemarP: expect.any(Number) });
  const { rows, notes } = differencesTable(answer);
  expect(rows[0].map(({ text }) => text).join(' ')).not.toMatch(/\[/);
  expect(notes.join(' ')).toContain('too few for intervals and p-values');
});

describe('runs on different clips', () => {
  it('are not ranked, and it is said how they differ', async () => {
    const { log, ask } = comparisons();
    const first = addTestedRun(log, run({ name: 'a' }));
    const other = clipsOf(140, 5).map((clip) => ({ ...clip, fingerprint: `e${clip.fingerprint.slice(1)}` }));
    const second = addTestedRun(log, {
      ...run({ name: 'b', clips: other, folds: [other.map((_, index) => index)] }),
      settings: { protocol: { ...log.showRun(first).settings.protocol, name: 'random' } },
      corpusFingerprint: 'e'.repeat(64),
    });
    const { comparable, differences } = await ask('comparisons.show', { items: [[first], [second]] });
    expect(comparable).toMatchObject({ basis: 'none', testClips: 'different', corpora: 'different' });
    expect(comparable.reasons.join('\n')).toContain('Protocol: speaker-independent / random');
    expect(differences[0]).toMatchObject({
      verdict: 'unknown',
      adjustedP: null,
      result: { test: 'none', uar: null },
    });
    await expect(ask('comparisons.clips', { first, second })).rejects.toMatchObject({
      code: 'different-clips',
    });
  });

  it('of the same protocol have a difference without a test if their seeds differ', async () => {
    const { log, ask } = comparisons();
    const first = addTestedRun(log, run({ name: 'a', settings: { seed: 1 } }));
    const second = addTestedRun(log, run({ name: 'b', settings: { seed: 2 }, folds: [FOLDS[0]] }));
    const { comparable, differences } = await ask('comparisons.show', { items: [[first], [second]] });
    expect(comparable).toMatchObject({ basis: 'protocol', testClips: 'different' });
    expect(comparable.reasons).toEqual(['Seed: 1 / 2']);
    expect(differences[0].result).toMatchObject({ test: 'none', uar: expect.any(Number) });
  });
});

describe('groups of seeds', () => {
  it('with folds on the same clips are compared by the corrected t-test over all pairs', async () => {
    const { log, ask } = comparisons();
    const group = (name: string, skill: number) =>
      [1, 2, 3].map((seed) => addTestedRun(log, run({ name, skill, folds: FOLDS, settings: { seed } })));
    const [weak, strong] = [group('weak', 0.3), group('strong', 0.8)];
    const answer = await ask('comparisons.show', { items: [weak, strong] });
    const [{ result, verdict }] = answer.differences;
    expect(result).toMatchObject({ test: 'corrected-t', pairs: 15, seeds: 3, folds: 5 });
    expect(verdict).toBe('better');
    const uars = weak.map((id) => log.showRun(id).test!.uar);
    const mean = uars.reduce((sum, uar) => sum + uar, 0) / 3;
    const { value, deviation, interval } = answer.items[0].results!.metrics.uar;
    expect(value).toBeCloseTo(mean, 12);
    expect(deviation).toBeCloseTo(Math.sqrt(uars.reduce((sum, uar) => sum + (uar - mean) ** 2, 0) / 2), 12);
    expect(interval).toBeNull();
    expect(answer.items[0].title).not.toBe(answer.items[1].title);
  });

  it('name their members that do not count, and count the others', async () => {
    const { log, ask } = comparisons();
    const done = addTestedRun(log, run({ settings: { seed: 1 } }));
    const waiting = addTestedRun(log, run({ settings: { seed: 2 }, finished: false }));
    const other = addTestedRun(log, run({ settings: { seed: 1, network: 'vgg19' } }));
    const { items } = await ask('comparisons.show', { items: [[done, waiting], [other]] });
    expect(items[0].runs.map(({ counts, status }) => [counts, status])).toEqual([
      [true, 'finished'],
      [false, 'waiting'],
    ]);
    expect(items[0].results?.metrics.uar.deviation).toBeNull();
  });

  it('on the same clips in one split are compared over speakers if their seeds do not match in pairs', async () => {
    const { log, ask } = comparisons();
    const group = [1, 2].map((seed) => addTestedRun(log, run({ skill: 0.2, settings: { seed } })));
    const single = addTestedRun(
      log,
      run({ name: 'single', skill: 0.9, settings: { seed: 3, network: 'vgg19' } }),
    );
    const [{ result }] = (await ask('comparisons.show', { items: [[single], group] })).differences;
    expect(result).toMatchObject({ test: 'bootstrap', mcnemarP: null, onlyFirstRight: null });
    expect(result.uar).toBeLessThan(0);
  });
});

describe('three and more runs', () => {
  it('are ranked over at least five speakers, and p-values are corrected', async () => {
    const { log, ask } = comparisons();
    const all = [CLIPS.map((_, index) => index)];
    const ids = [0.2, 0.5, 0.9].map((skill) =>
      addTestedRun(
        log,
        run({ name: `skill ${skill}`, skill, folds: all, settings: { batchSize: Math.round(100 * skill) } }),
      ),
    );
    const { friedman, differences, correction } = await ask('comparisons.show', {
      items: ids.map((id) => [id]),
    });
    expect(friedman).toMatchObject({ unit: 'speakers', units: 10 });
    expect(friedman!.ranks[2]).toBeLessThan(friedman!.ranks[0]);
    expect(friedman!.sentence).toContain('“skill 0.9” has the best mean rank');
    expect(correction).toContain('2 comparisons');
    for (const { adjustedP, result } of differences) {
      if (result.test !== 'bootstrap') throw new Error('unexpected test');
      expect(adjustedP).toBeGreaterThanOrEqual(result.uarP);
    }
  });

  it('are not ranked over four speakers', async () => {
    const { log, ask } = comparisons();
    const ids = [1, 2, 3].map((size) =>
      addTestedRun(log, run({ name: `size ${size}`, settings: { batchSize: size } })),
    );
    expect((await ask('comparisons.show', { items: ids.map((id) => [id]) })).friedman).toBeNull();
  });

  it('with equal names have different titles', async () => {
    const { log, ask } = comparisons();
    const ids = [1, 2, 2].map((seed, index) =>
      addTestedRun(log, run({ name: 'same', skill: 0.3 + index / 10, settings: { seed } })),
    );
    const { items } = await ask('comparisons.show', { items: ids.map((id) => [id]) });
    const titles = items.map(({ title }) => title);
    expect(titles[0]).toBe('same · seed 1');
    expect(new Set(titles).size).toBe(3);
  });
});
