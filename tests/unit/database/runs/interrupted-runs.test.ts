import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { currentOwner, ownerLives, processStart } from '#core/system/process-owner.ts';
import { openLog, sampleEpoch, sampleRun, temporaryFolder } from '../sample-run.ts';

const PROGRAM = join(import.meta.dirname, '..', 'training-process.ts');

/** Starts another laboratory that trains in `folder`. Returns its process and the id of its run. */
async function startTraining(folder: string): Promise<{ child: ChildProcess; id: string }> {
  const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', PROGRAM, folder], {
    stdio: ['pipe', 'pipe', 'inherit'],
  });
  onTestFinished(() => {
    child.kill('SIGKILL');
  });
  const [line] = await once(child.stdout!, 'data');
  return { child, id: String(line).trim() };
}

describe('claimInterrupted', () => {
  test('interrupts a run whose process was killed, keeps its epochs, and ignores running processes', async () => {
    const folder = temporaryFolder();
    const { child, id } = await startTraining(folder);
    const log = openLog(folder);
    expect(log.claimInterrupted()).toEqual([]);
    expect(log.showRun(id).status).toBe('running');
    expect(() => log.setStatus(id, 'running')).toThrow(expect.objectContaining({ code: 'run-busy' }));
    expect(() => log.failRun(id, { code: 'a', message: 'b' })).toThrow(
      expect.objectContaining({ code: 'run-busy' }),
    );

    child.kill('SIGKILL');
    await once(child, 'exit');
    expect(log.claimInterrupted()).toEqual([id]);
    expect(log.claimInterrupted()).toEqual([]);
    expect(log.showRun(id)).toMatchObject({
      status: 'interrupted',
      failure: { code: 'process-ended', message: expect.stringContaining('Resume the run') },
      epochs: [{ epoch: 1 }, { epoch: 2 }],
    });
    log.setStatus(id, 'running');
    expect(log.claimInterrupted()).toEqual([]);
    expect(log.showRun(id)).toMatchObject({ status: 'running', failure: null });
  });

  test('ignores runs of this process and runs that are not active', () => {
    const log = openLog();
    const runs = (['running', 'paused', 'stopped', 'interrupted'] as const).map((status) => {
      const id = log.createRun(sampleRun());
      log.setStatus(id, status);
      return id;
    });
    log.createRun(sampleRun());
    expect(log.claimInterrupted()).toEqual([]);
    expect(runs.map((id) => log.showRun(id).status)).toEqual(['running', 'paused', 'stopped', 'interrupted']);
  });

  test('interrupts a run of another host after a day without an update', () => {
    let now = new Date('2026-11-22T15:00:00Z');
    const log = openLog(undefined, { now: () => now, ownerLives: () => null });
    const id = log.createRun(sampleRun({ status: 'running' }));
    now = new Date('2026-11-23T14:00:00Z');
    log.addEpoch(id, sampleEpoch(1));
    now = new Date('2026-11-24T13:00:00Z');
    expect(log.claimInterrupted()).toEqual([]);
    now = new Date('2026-11-24T14:00:01Z');
    expect(log.claimInterrupted()).toEqual([id]);
  });
});

describe('the owner of a run', () => {
  test('is alive if it is this process', () => {
    const owner = currentOwner();
    expect(owner).toEqual(currentOwner());
    expect(ownerLives(owner)).toBe(true);
    expect(ownerLives({ ...owner, host: 'another' })).toBeNull();
  });

  test('is not alive if a later process has its process id', () => {
    const owner = currentOwner();
    const [boot, ticks, namespace] = owner.start.split('/');
    const later =
      ticks === undefined ? String(Number(owner.start) - 3_600_000) : `${boot}/${ticks}1/${namespace}`;
    expect(ownerLives({ ...owner, start: later })).toBe(false);
    expect(ownerLives({ ...owner, pid: process.ppid, start: 'another boot/1' })).toBe(false);
  });

  test.skipIf(process.platform !== 'linux')('is unknown in another container of this computer', () => {
    const owner = currentOwner();
    const [boot, ticks] = owner.start.split('/');
    expect(ownerLives({ ...owner, start: `${boot}/${ticks}/pid:[1]` })).toBeNull();
    expect(ownerLives({ ...owner, pid: 2 ** 22 + 5, start: `${boot}/${ticks}/pid:[1]` })).toBeNull();
    // A run of before the last start of the computer, and one of an earlier version, which recorded no namespace.
    expect(ownerLives({ ...owner, pid: 2 ** 22 + 5, start: `other/${ticks}/pid:[1]` })).toBe(false);
    expect(ownerLives({ ...owner, start: `${boot}/${ticks}` })).toBe(true);
  });

  test('is not alive if there is no such process', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const start = processStart(child.pid!);
    await once(child, 'exit');
    expect(ownerLives({ ...currentOwner(), pid: child.pid!, start: start ?? '' })).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('has the start time that ps reports', () => {
    const reported = Number(processStart(process.pid, 'darwin'));
    const started = Date.now() - process.uptime() * 1000;
    expect(Math.abs(reported - started)).toBeLessThan(10_000);
    expect(processStart(2 ** 22 + 5, 'darwin')).toBeNull();
    expect(processStart(2 ** 22 + 5, 'linux')).toBeNull();
  });
});
