/** The choice of a GPU on the command line, with the software adapter as the only one. */
import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import Database from 'better-sqlite3';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { exactCurve } from '../exact-curve.ts';
import { LONG_TESTS } from '../long-tests.ts';
import { webgpuEnvironment, whyNoWebgpu } from '../webgpu-adapter.ts';
import { type CommandLine, createWorkspace, parsed, QUICK } from './command-line.ts';

const { NEURAL_SER_WEBGPU_ADAPTER: _, ...drivers } = webgpuEnvironment as Record<string, string>;

// On a busy machine, each of hundreds of calls of a kernel waits for its turn.
describe.skipIf(whyNoWebgpu)('--device with a number', { timeout: 600_000 }, () => {
  let folder = '';
  let voices = '';
  let cli: CommandLine;

  beforeAll(async () => {
    ({ folder, voices, cli } = await createWorkspace({ NEURAL_SER_TENSORFLOW: 'off', ...drivers }));
    const features = { ...LOG_MEL, name: 'small', melBands: 16, durationSeconds: 0.4 };
    writeFileSync(join(folder, 'small.json'), JSON.stringify({ features, epochs: 1 }));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const startTraining = (...more: string[]) =>
    cli.start('train', voices, ...QUICK, '--config', 'small.json', '--json', '--quiet', ...more);
  const train = (...more: string[]) => startTraining(...more).ended;
  const onGpu = ['--engine', 'webgpu', '--device', '1'];
  /** Until the log has an epoch of this run. Without `--quiet`, a training shows it, but it would measure the adapter first. */
  const firstEpoch = (name: string) =>
    vi.waitFor(
      () => {
        const log = new Database(join(folder, 'laboratory', 'laboratory.sqlite'), { readonly: true });
        const epochs = log
          .prepare('SELECT 1 FROM epochs JOIN runs ON runs.number = epochs.run_number WHERE runs.name = ?')
          .all(name);
        log.close();
        expect(epochs.length).toBeGreaterThan(0);
      },
      { timeout: 120_000, interval: 50 },
    );

  it('is the number that doctor shows, with the reason why that GPU is not used on its own', async () => {
    const { devices } = parsed('doctor', await cli.run('doctor', '--json'));
    expect(devices.at(-1)).toEqual({
      kind: 'gpu',
      name: expect.stringMatching(
        /^1: SwiftShader.*by WebGPU \(vulkan\), software, .*GiB, \d+ KiB for a workgroup, subgroups of \d+$/,
      ),
      works: false,
      reason: expect.stringContaining('--engine webgpu --device 1'),
      adapter: 1,
    });
    const chosen = parsed('doctor', await cli.run('doctor', '--device', '1', '--json'));
    expect(chosen.devices.at(-1)).toMatchObject({ works: true, reason: null });
    expect(chosen.choice.engine).toBe('wasm');
    // Chosen for the laboratory, it is used by this engine and forbids no other.
    const status = parsed('computing.status', await cli.run('computing', '--adapter', '1', '--json'));
    expect(status).toMatchObject({ choice: { adapter: 1 }, fixedBy: { adapter: null } });
    const kept = parsed('doctor', await cli.run('doctor', '--json'));
    expect(kept.devices.at(-1)).toMatchObject({ works: true, adapter: 1 });
    expect(kept.choice.engine).toBe('wasm');
    await cli.run('computing', '--adapter', 'auto');
  });

  it('trains and predicts on that GPU, and never on another device', async () => {
    for (const [line, message] of [
      [['--device', '1'], '--engine webgpu'],
      [['--device', '1', '--engine', 'wasm'], '--engine webgpu'],
      [['--engine', 'webgpu'], 'Only a software adapter was found'],
      [
        ['--engine', 'webgpu', '--device', '2'],
        'The device is 2, but the adapters of this computer are: 1 (',
      ],
    ] as const) {
      const { code, stdout } = await train(...line);
      expect([code, JSON.parse(stdout)]).toEqual([
        1,
        { error: { code: 'engine-unavailable', message: expect.stringContaining(message) } },
      ]);
    }
    const trained = await train(...onGpu, '--storage', 'float16', '--name', 'on GPU');
    expect(trained.code, trained.stderr).toBe(0);
    expect(JSON.parse(trained.stdout)).toMatchObject({
      settings: { storage: 'float16' },
      environment: { engine: 'webgpu', device: expect.stringContaining('SwiftShader') },
    });
    const evaluated = await cli.run('evaluate', 'on GPU', voices, '--device', '1', '--json', '--quiet');
    expect(evaluated.code, evaluated.stderr).toBe(0);
  });

  it.runIf(LONG_TESTS)('continues a killed run with activations in float16 to the same curve', async () => {
    const settings = [
      ...onGpu,
      '--storage',
      'float16',
      '--epochs',
      '3',
      '--no-early-stopping',
      '--checkpoint-seconds',
      '0',
    ];
    const whole = parsed('runs.show', await train(...settings, '--name', 'whole'));
    expect(whole).toMatchObject({ status: 'finished', settings: { storage: 'float16' } });

    const training = startTraining(...settings, '--name', 'killed');
    await firstEpoch('killed');
    training.signalGroup('SIGKILL');
    expect((await training.ended).signal).toBe('SIGKILL');
    const resumed = parsed(
      'runs.show',
      await cli.run('train', '--resume', 'killed', '--device', '1', '--json'),
    );
    expect(resumed).toMatchObject({ status: 'finished', settings: { storage: 'float16' } });
    expect(exactCurve(resumed.epochs)).toEqual(exactCurve(whole.epochs));
    expect(resumed.test).toEqual(whole.test);
  });

  it('refuses a batch with larger arrays than it can have, with the largest batch that fits', async () => {
    // Without the plan, which would measure its speed.
    const large = [...onGpu, '--network', 'vgg19', '--batch-size', '512'];
    const { code, stdout } = await cli.run('train', voices, ...QUICK, ...large, '--json', '--quiet');
    const { error } = JSON.parse(stdout);
    expect([code, error.code]).toEqual([1, 'out-of-memory']);
    const [, largest] = /but this GPU can have arrays of .* at most (\d+)\.$/.exec(error.message)!;
    expect(Number(largest)).toBeGreaterThan(1);
    expect(Number(largest)).toBeLessThan(512);
  });

  it('is left by a run that another engine continues, and the record says so', async () => {
    const training = startTraining('--epochs', '4', '--no-early-stopping', ...onGpu, '--name', 'moved');
    await firstEpoch('moved');
    training.signalGroup('SIGINT');
    const stopped = parsed('runs.show', await training.ended);
    expect(stopped.environment).toMatchObject({ engine: 'webgpu' });
    expect(stopped.environment.earlier).toBeUndefined();

    const ended = await cli.run('train', '--resume', 'moved', '--engine', 'wasm', '--json');
    const resumed = parsed('runs.show', ended);
    expect(resumed).toMatchObject({
      status: 'finished',
      settings: { engine: 'webgpu' },
      environment: { engine: 'wasm', device: 'cpu', earlier: [{ engine: 'webgpu' }] },
    });
    expect(resumed.epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(resumed.epochs.slice(0, stopped.epochs.length)).toEqual(stopped.epochs);
    const { epochs } = resumed.environment.earlier![0].until;
    expect(epochs).toBe(stopped.epochs.length);
    const { stdout } = await cli.run('show', 'moved');
    expect(stdout.replace(/\s+/g, ' ')).toMatch(
      /Several engines trained this run: until .*epoch \d webgpu \(SwiftShader.*\), then wasm \(cpu\)/,
    );
  });

  it('predicts with a model of another engine on that GPU', async () => {
    expect((await train('--engine', 'wasm', '--name', 'on CPU')).code).toBe(0);
    const evaluate = (...more: string[]) =>
      cli.run('evaluate', 'on CPU', voices, '--json', '--quiet', '--no-keep', ...more);
    const [there, nowhere] = [await evaluate('--device', '1'), await evaluate('--device', '2')];
    expect(there.code, there.stderr).toBe(0);
    // No other engine replaces the GPU that was named.
    expect([nowhere.code, JSON.parse(nowhere.stdout)]).toEqual([
      1,
      {
        error: {
          code: 'engine-unavailable',
          message: expect.stringContaining(
            'webgpu: The device is 2, but the adapters of this computer are: 1 (',
          ),
        },
      },
    ]);
  });
});
