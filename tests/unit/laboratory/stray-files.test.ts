import { spawnSync } from 'node:child_process';
import { mkdirSync, readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { removeStrays } from '#core/laboratory/stray-files.ts';
import { openLog, sampleRun, temporaryFolder } from '../database/sample-run.ts';

const NEVER = new AbortController().signal;
const UNFINISHED = 'next.safetensors.1.0.tmp';

it('cleans the folders of ended runs, and no others', async () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  const [ended, active] = [log.createRun(sampleRun()), log.createRun(sampleRun())];
  log.setStatus(ended, 'interrupted');
  log.setStatus(active, 'running');
  const unlisted = '20200101-0000-bcdf';
  for (const run of [ended, active, unlisted]) {
    mkdirSync(join(folder, 'runs', run, 'fold-0'), { recursive: true });
    writeFileSync(join(folder, 'runs', run, 'fold-0', UNFINISHED), 'half');
  }
  await removeStrays({ folder, log }, [], NEVER);
  const left = (run: string) => readdirSync(join(folder, 'runs', run, 'fold-0'));
  expect([left(ended), left(active), left(unlisted)]).toEqual([[], [UNFINISHED], [UNFINISHED]]);
});

it('removes an unfinished record only if no process writes it', async () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  const run = log.createRun(sampleRun());
  log.setStatus(run, 'stopped');
  const runFolder = join(folder, 'runs', run);
  mkdirSync(runFolder, { recursive: true });
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const names = [process.pid, gone].map((pid) => `record.neuralser.${pid}.0.tmp`);
  for (const name of names) writeFileSync(join(runFolder, name), 'half');
  await removeStrays({ folder, log }, [], NEVER);
  expect(readdirSync(runFolder)).toEqual([names[0]]);
});

it('does nothing without runs, and nothing more when the laboratory closes', async () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  await removeStrays({ folder, log }, [], NEVER);
  const run = log.createRun(sampleRun());
  log.setStatus(run, 'stopped');
  mkdirSync(join(folder, 'runs', run, 'fold-0'), { recursive: true });
  writeFileSync(join(folder, 'runs', run, 'fold-0', UNFINISHED), 'half');
  await removeStrays({ folder, log }, [], AbortSignal.abort());
  expect(readdirSync(join(folder, 'runs', run, 'fold-0'))).toEqual([UNFINISHED]);
  // A command that ends at once still cleans what the last process has left.
  await removeStrays({ folder, log }, [run], AbortSignal.abort());
  expect(readdirSync(join(folder, 'runs', run, 'fold-0'))).toEqual([]);
});
