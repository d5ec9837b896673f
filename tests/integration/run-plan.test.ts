import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { requests } from '#shared/contract.ts';
import type { Run } from '#shared/runs.ts';
import { CLIPS, type CommandLine, createWorkspace, parsed, QUICK } from './command-line.ts';

let folder = '';
let voices = '';
let cli: CommandLine;
beforeAll(async () => {
  ({ folder, voices, cli } = await createWorkspace());
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Needs more than the maximum wasm memory, on every machine. */
const HUGE = ['--network', 'vgg19', '--recipe', 'thesis-mfcc', '--batch-size', '4096'];

describe('train --dry-run', () => {
  it('gives the plan of a training and records nothing', async () => {
    const ended = await cli.run(
      'train',
      voices,
      ...QUICK,
      '--dry-run',
      '--epochs',
      '2',
      '--seed',
      '5',
      '--json',
    );
    expect(ended.code).toBe(0);
    const plan = parsed('runs.plan', ended);
    expect(plan).toMatchObject({ clips: CLIPS, synthetic: true, engine: { name: 'wasm', device: 'cpu' } });
    expect(plan.memory.fits).toBe(true);
    expect(plan.time.basis).toBe('estimated');
    expect(plan.time.featureSeconds).toBeGreaterThan(0);
    expect(plan.time.secondsInAll).toBeGreaterThan(2 * plan.time.secondsPerEpoch);
    expect(await cli.json('runs')).toEqual([]);

    const trained = await cli.run(
      'train',
      voices,
      ...QUICK,
      '--epochs',
      '2',
      '--seed',
      '5',
      '--json',
      '--quiet',
    );
    expect(trained.stderr).not.toContain('memory   about');
    const run = parsed('runs.show', trained);
    expect(run.settings).toEqual(plan.settings);
    expect(run.parameters).toBe(plan.parameters.total);
    expect(run.leakage).toEqual(plan.leakage);
    const [{ sizes }] = plan.splits;
    expect(run.split).toEqual(sizes);

    // The next plan uses the measured times.
    const again = parsed(
      'runs.plan',
      await cli.run('train', voices, ...QUICK, '--dry-run', '--epochs', '9', '--json'),
    );
    expect(again.time).toMatchObject({ basis: 'measured before', featureSeconds: 0 });
    const ratio = again.time.secondsPerEpoch / run.epochs[1].seconds;
    expect(ratio).toBeGreaterThan(0.99);
    expect(ratio).toBeLessThan(1.01);
  });

  it('measures the time with a few steps on request', async () => {
    const line = ['train', voices, ...QUICK, '--dry-run', '--try-out', '--batch-size', '5', '--json'];
    expect(parsed('runs.plan', await cli.run(...line)).time.basis).toBe('tried out');
  });

  it('prints text without --json', async () => {
    const { stdout, code } = await cli.run('train', voices, ...QUICK, '--dry-run');
    expect(code).toBe(0);
    for (const word of [
      'validation',
      'parameters',
      'engine   wasm (cpu)',
      'memory   about',
      'time     about',
    ])
      expect(stdout).toContain(word);
  });

  it('shows that memory is too small; a training is rejected with the largest batch, before it is recorded', async () => {
    const before = (await cli.json('runs')) as Run[];
    const plan = parsed(
      'runs.plan',
      await cli.run('train', voices, ...QUICK, '--dry-run', ...HUGE, '--json'),
    );
    expect(plan.memory.fits).toBe(false);
    const { largestBatch } = plan.memory;
    expect(largestBatch).toBeGreaterThan(0);
    const refused = await cli.run('train', voices, ...QUICK, ...HUGE, '--json', '--quiet');
    expect(refused.code).toBe(1);
    const { error } = JSON.parse(refused.stdout);
    expect(error.code).toBe('out-of-memory');
    // The number depends on the memory of other programs, but there is always one.
    expect(error.message).toMatch(/Choose a batch size of at most \d+\.$/);
    expect((await cli.json('runs')) as Run[]).toHaveLength(before.length);
  });

  it('cannot be used with --resume', async () => {
    const { code, stdout } = await cli.run('train', '--resume', 'x', '--dry-run', '--json');
    expect(code).toBe(2);
    expect(JSON.parse(stdout).error.code).toBe('usage');
  });
});

it('train prints the plan before it starts', async () => {
  const { stderr, stdout } = await cli.run('train', voices, ...QUICK, '--epochs', '1', '--json');
  expect(stderr).toMatch(/memory {3}about/);
  expect(stderr.indexOf('memory   about')).toBeLessThan(stderr.indexOf('validation accuracy'));
  expect(requests['runs.show'].output.parse(JSON.parse(stdout)).status).toBe('finished');
});
