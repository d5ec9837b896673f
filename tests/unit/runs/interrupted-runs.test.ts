import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { currentOwner, ownerLives, processStart } from '../../../src/core/runs/run-owner.ts';
import { openLog, sampleEpoch, sampleRun, temporaryFolder } from './sample-run.ts';

const PROGRAM = join(import.meta.dirname, 'training-process.ts');

/** Another laboratory that trains in `folder`; gives its process and the id of its run. */
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

describe('a run whose process', () => {
  test('was killed is interrupted at the next start and keeps its epochs; one that lives is left alone', async () => {
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

  test('is this one, or rests, is not interrupted', () => {
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

  test('ran on a computer of another name is taken for dead after a day of silence', () => {
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
  test('lives as long as it is this very process', () => {
    const owner = currentOwner();
    expect(owner).toEqual(currentOwner());
    expect(ownerLives(owner)).toBe(true);
    expect(ownerLives({ ...owner, host: 'another' })).toBeNull();
  });

  test('is another when its process id was given to a later process', () => {
    const owner = currentOwner();
    const later = owner.start.includes('/') ? `${owner.start}1` : String(Number(owner.start) - 3_600_000);
    expect(ownerLives({ ...owner, start: later })).toBe(false);
    expect(ownerLives({ ...owner, pid: process.ppid, start: 'another boot/1' })).toBe(false);
  });

  test('is dead when there is no such process', async () => {
    const child = spawn(process.execPath, ['-e', '']);
    const start = processStart(child.pid!);
    await once(child, 'exit');
    expect(ownerLives({ ...currentOwner(), pid: child.pid!, start: start ?? '' })).toBe(false);
  });

  test.skipIf(process.platform === 'win32')('began when ps says it began', () => {
    const told = Number(processStart(process.pid, 'darwin'));
    const began = Date.now() - process.uptime() * 1000;
    expect(Math.abs(told - began)).toBeLessThan(10_000);
    expect(processStart(2 ** 22 + 5, 'darwin')).toBeNull();
    expect(processStart(2 ** 22 + 5, 'linux')).toBeNull();
  });
});
