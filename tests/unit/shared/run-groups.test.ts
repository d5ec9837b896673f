import { describe, expect, test } from 'vitest';
import {
  groupTitles,
  meanMetric,
  meanText,
  statesText,
  type TitledGroup,
  unfinishedText,
} from '#shared/run-groups.ts';
import type { RunStatus } from '#shared/runs.ts';

const run = (uar: number | null, status: RunStatus = 'finished') => ({ uar, status });
const uarOf = ({ uar }: { uar: number | null }) => uar;

describe('the mean of a metric', () => {
  test('has the sample standard deviation and the number of finished runs', () => {
    // numpy.mean and numpy.std(ddof=1) of [0.40, 0.42, 0.47].
    const runs = [run(0.4), run(0.42), run(0.47)];
    const { mean, deviation, n } = meanMetric(runs, uarOf)!;
    expect(mean).toBeCloseTo(0.43, 12);
    expect(deviation).toBeCloseTo(0.03605551275463989, 12);
    expect(n).toBe(3);
    expect(meanText({ mean, deviation, n })).toBe('43.0 ± 3.6 % (n = 3)');
  });

  test('is over finished runs only, and is stable for equal values', () => {
    const runs = [run(0.5), run(0.9, 'running'), run(null, 'failed'), run(0.1, 'stopped'), run(0.5)];
    expect(meanMetric(runs, uarOf)).toEqual({ mean: 0.5, deviation: 0, n: 2 });
    expect(meanMetric([run(1e-3 + 1), run(1e-3 + 1), run(1e-3 + 1)], uarOf)?.deviation).toBeCloseTo(0, 15);
  });

  test('has no deviation with one finished run, and does not exist without any', () => {
    const one = meanMetric([run(0.421), run(null, 'failed')], uarOf)!;
    expect(one).toEqual({ mean: 0.421, deviation: null, n: 1 });
    expect(meanText(one)).toBe('42.1 % (n = 1)');
    expect(meanMetric([run(null, 'running')], uarOf)).toBeNull();
    expect(meanMetric([], uarOf)).toBeNull();
  });
});

test('the states of a group name every run', () => {
  const runs = (['failed', 'running', 'finished', 'waiting', 'finished', 'stopped'] as const).map(
    (status) => ({
      status,
    }),
  );
  expect(statesText(runs)).toBe('2 finished, 1 running, 1 queued, 1 failed, 1 stopped');
  expect(unfinishedText(runs)).toBe('1 running, 1 queued, 1 failed, 1 stopped');
  expect(unfinishedText([{ status: 'finished' }])).toBe('');
});

describe('the titles of groups', () => {
  const member = {
    network: 'compact',
    protocol: 'speaker-independent',
    corpora: ['RAVDESS'],
    clips: 1440,
    createdAt: '2026-11-28T12:00:00.000Z',
  };
  const group = (
    key: string,
    settings: Record<string, unknown> = {},
    ...changes: Partial<typeof member>[]
  ): TitledGroup => ({
    key,
    runs: changes.length === 0 ? [member] : changes.map((change) => ({ ...member, ...change })),
    settings,
  });
  const titles = (...groups: TitledGroup[]) => [...groupTitles(groups).values()];

  test('are what the runs share, if this is enough', () => {
    expect(
      titles(
        group('a', { epochs: 30, network: 'compact' }),
        group('b', { epochs: 50, network: 'vgg19' }, { network: 'vgg19' }, { network: 'vgg19' }),
        group('c', {}, { network: 'vgg19' }, { network: 'xception' }),
        group('d', {}, { network: 'vgg19', protocol: 'random' }, { network: 'xception' }),
      ),
    ).toEqual([
      'compact, speaker-independent',
      'vgg19, speaker-independent',
      'speaker-independent',
      'several networks',
    ]);
  });

  test('have the settings that differ between groups of the same title, and no others', () => {
    const settings = {
      epochs: 30,
      'optimizer.name': 'adamw',
      'optimizer.learningRate': 0.002,
      'augmentation.noise': 0.1,
    };
    expect(
      titles(
        group('a', settings),
        group('b', { ...settings, 'optimizer.learningRate': 0.01 }),
        group('c', { ...settings, epochs: 5 }, { network: 'vgg19' }),
      ),
    ).toEqual([
      'compact, speaker-independent, learning rate 0.002',
      'compact, speaker-independent, learning rate 0.01',
      'vgg19, speaker-independent',
    ]);
  });

  test('omit settings without effect, and have units', () => {
    expect(
      titles(
        group('a', { 'optimizer.name': 'sgd', 'optimizer.momentum': 0.9, 'protocol.testShare': 0.2 }),
        group('b', { 'optimizer.name': 'adam', 'optimizer.momentum': 0, 'protocol.testShare': 0.25 }),
      ),
    ).toEqual([
      'compact, speaker-independent, sgd, momentum 0.9, test 20 %',
      'compact, speaker-independent, adam, test 25 %',
    ]);
  });

  test('have the data, the start and at last the key where the settings are equal', () => {
    const both = { corpora: ['RAVDESS', 'TESS'] };
    expect(titles(group('a'), group('b', {}, both))).toEqual([
      'compact, speaker-independent, RAVDESS',
      'compact, speaker-independent, RAVDESS + TESS',
    ]);
    expect(titles(group('a'), group('b', {}, { clips: 1 }))).toEqual([
      'compact, speaker-independent, RAVDESS, 1,440 clips',
      'compact, speaker-independent, RAVDESS, 1 clip',
    ]);
    const equal = titles(group('a'), group('b'), group('c', { epochs: 5 }));
    expect(new Set(equal).size).toBe(3);
    expect(equal[0]).toMatch(/1,440 clips, from 2026-11-28 \d\d:\d\d, a$/);
  });

  test('are different for thousands of groups', () => {
    const groups = Array.from({ length: 5000 }, (_, index) =>
      group(`${index}`, { epochs: index % 50, 'optimizer.learningRate': Math.floor(index / 100) / 1000 }),
    );
    expect(new Set(titles(...groups)).size).toBe(5000);
    expect(titles()).toEqual([]);
  });
});
