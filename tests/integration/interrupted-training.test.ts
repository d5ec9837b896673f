import { spawnSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Run } from '#shared/runs.ts';
import { exactCurve } from '../exact-curve.ts';
import { LONG_TESTS } from '../long-tests.ts';
import { nativeRuntime } from '../native-runtime.ts';
import { FAST_ENGINES } from '../unit/engines/engines-under-test.ts';
import { type CommandLine, createWorkspace, parsed, SMALL, settingsOf } from './command-line.ts';

/** Six steps an epoch, so that a training can be ended in the middle of one. */
const LONG = ['--epochs', '6', '--batch-size', '8', '--no-early-stopping', '--seed', '3'];

// Kills of wasm are also in tests/integration/cluster and training.
describe.each(LONG_TESTS ? FAST_ENGINES : FAST_ENGINES.slice(-1))(
  'a training that is ended on the engine $engine',
  ({ engine }) => {
    let folder = '';
    let voices = '';
    let cli: CommandLine;
    /** An uninterrupted run, with another training in the same laboratory at the same time. */
    let long: Run;

    beforeAll(async () => {
      ({ folder, voices, cli } = await createWorkspace(settingsOf(engine, nativeRuntime?.folder)));
      const [first, second] = await Promise.all([
        cli.run('train', voices, ...SMALL, ...LONG, '--name', 'long', '--json'),
        cli.run('train', voices, ...SMALL, '--epochs', '2', '--name', 'beside', '--json'),
      ]);
      long = parsed('runs.show', first);
      for (const ended of [first, second]) expect(parsed('runs.show', ended).status).toBe('finished');
      expect(long.environment.engine).toBe(engine);
    });
    afterAll(() => rmSync(folder, { recursive: true, force: true }));

    it('by Ctrl-C stops with a checkpoint and resumes to the same curve', async () => {
      const training = cli.start('train', voices, ...SMALL, ...LONG, '--name', 'stopped', '--json');
      await training.waitForStderr(/^ +2\/6 /m);
      training.signalGroup('SIGINT');
      const ended = await training.ended;
      expect(ended.code).toBe(130);
      const stopped = parsed('runs.show', ended);
      expect(stopped).toMatchObject({ status: 'stopped', test: null });
      expect(stopped.epochs.length).toBeGreaterThanOrEqual(2);
      expect(stopped.epochs.length).toBeLessThan(6);
      expect(ended.stderr).toContain(`train --resume ${stopped.id}`);

      const resumed = parsed('runs.show', await cli.run('train', '--resume', stopped.id, '--json'));
      expect(resumed).toMatchObject({ id: stopped.id, status: 'finished' });
      expect(exactCurve(resumed.epochs)).toEqual(exactCurve(long.epochs));
      expect(resumed.test).toEqual(long.test);
    });

    it('by a kill of all its processes is interrupted and resumes to the same curve', async () => {
      const training = cli.start(
        'train',
        voices,
        ...SMALL,
        ...LONG,
        '--checkpoint-seconds',
        '0',
        '--name',
        'killed',
        '--json',
      );
      await training.waitForStderr(/^ +3\/6 /m);
      training.signalGroup('SIGKILL');
      expect((await training.ended).signal).toBe('SIGKILL');

      const listed = await cli.run('runs', '--json');
      const killed = parsed('runs.list', listed).find(({ name }) => name === 'killed')!;
      expect(killed.status).toBe('interrupted');
      expect(killed.epochs).toBeGreaterThanOrEqual(3);
      expect(listed.stderr).toContain(`Run ${killed.id} was interrupted`);
      // It is reported once.
      expect((await cli.run('runs', '--json')).stderr).toBe('');

      const resumed = parsed('runs.show', await cli.run('train', '--resume', 'killed', '--json'));
      expect(resumed.status).toBe('finished');
      expect(exactCurve(resumed.epochs)).toEqual(exactCurve(long.epochs));
      expect(resumed.test).toEqual(long.test);
    });
  },
);

describe('a training', () => {
  let folder = '';
  let voices = '';
  let cli: CommandLine;

  beforeAll(async () => {
    ({ folder, voices, cli } = await createWorkspace());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const noPgrep = spawnSync('pgrep', ['--version']).error !== undefined;
  it.skipIf(noPgrep)('reports that its job process was killed and can be resumed', async () => {
    const training = cli.start('train', voices, ...SMALL, ...LONG, '--name', 'crashed', '--json');
    await training.waitForStderr(/^ +1\/6 /m);
    const children = spawnSync('pgrep', ['-P', String(training.child.pid)], { encoding: 'utf8' }).stdout;
    for (const pid of children.trim().split('\n')) process.kill(Number(pid), 'SIGKILL');
    const ended = await training.ended;
    expect(ended.code).toBe(1);
    expect(parsed('runs.show', ended).status).toBe('interrupted');
    expect(ended.stderr).toMatch(/The run was interrupted: .*SIGKILL.*train --resume/s);
  });

  it('stops if its output is closed', async () => {
    const training = cli.start('train', voices, ...SMALL, ...LONG, '--epochs', '5000', '--name', 'unread');
    training.child.stdout!.once('data', () => training.child.stdout!.destroy());
    expect((await training.ended).code).toBe(130);
    expect(await cli.json('show', 'unread')).toMatchObject({ status: 'stopped' });
  });

  it('cannot be changed by another command line', async () => {
    const training = cli.start(
      'train',
      voices,
      ...SMALL,
      ...LONG,
      '--epochs',
      '5000',
      '--name',
      'held',
      '--json',
    );
    await training.waitForStderr(/^ +1\/5000 /m);
    const [resumed, binned, listed] = await Promise.all([
      cli.run('train', '--resume', 'held', '--json'),
      cli.run('runs', '--bin', 'held', '--json'),
      cli.run('runs', '--json'),
    ]);
    expect([resumed.code, JSON.parse(resumed.stdout)]).toMatchObject([1, { error: { code: 'run-busy' } }]);
    expect([binned.code, JSON.parse(binned.stdout)]).toMatchObject([1, { error: { code: 'run-active' } }]);
    expect(parsed('runs.list', listed)[0]).toMatchObject({ name: 'held', status: 'running' });
    training.signalGroup('SIGTERM');
    expect((await training.ended).code).toBe(130);
    expect(await cli.json('show', 'held')).toMatchObject({ status: 'stopped' });
  });
});
