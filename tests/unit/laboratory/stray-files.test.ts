import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { openLaboratory } from '#core/laboratory/index.ts';
import { removeStrays } from '#core/laboratory/stray-files.ts';
import { makeWorkingFolder } from '#core/system/working-folder.ts';
import { ENTRIES } from '../../program-scripts.ts';
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

it('removes unfinished files and temporary folders of killed processes, and those of no living one', async () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const places = [[], ['recordings'], ['own-corpora', 'mine', '.takes']];
  for (const place of places) {
    mkdirSync(join(folder, ...place), { recursive: true });
    for (const pid of [process.pid, gone])
      writeFileSync(join(folder, ...place, `a.json.${pid}.0.tmp`), 'half');
    writeFileSync(join(folder, ...place, 'notes.tmp'), 'of the user');
  }
  const mine = await makeWorkingFolder('sound');
  // The same place, another process.
  const theirs = mine.replace(`-${process.pid}-`, `-${gone}-`);
  mkdirSync(theirs);
  await removeStrays({ folder, log }, [], NEVER);
  for (const place of places) {
    const left = readdirSync(join(folder, ...place)).filter((name) => name.endsWith('.tmp'));
    expect(left.sort()).toEqual([`a.json.${process.pid}.0.tmp`, 'notes.tmp']);
  }
  expect([existsSync(mine), existsSync(theirs)]).toEqual([true, false]);
});

it('removes a temporary folder of another container or an earlier version only when it is old', async () => {
  const folder = temporaryFolder();
  const log = openLog(folder);
  const gone = spawnSync(process.execPath, ['-e', '']).pid;
  const make = (name: string, days: number) => {
    const path = join(tmpdir(), name);
    mkdirSync(path);
    onTestFinished(() => rmSync(path, { recursive: true, force: true }));
    const then = new Date(Date.now() - days * 86_400_000);
    utimesSync(path, then, then);
    return path;
  };
  // A number of a process here says nothing about one there, whether it is in use or not.
  const elsewhere = [process.pid, gone].map((pid) => `neural-ser-sound-${pid}-0123456789ab-`);
  const earlier = `neural-ser-archive-${gone}-`;
  const fresh = [...elsewhere, earlier].map((name) => make(`${name}aaaaaa`, 6));
  const old = [...elsewhere, earlier].map((name) => make(`${name}bbbbbb`, 8));
  const others = make(`neural-ser-other-${gone}-bbbbbb`, 8);
  await removeStrays({ folder, log }, [], NEVER);
  expect(fresh.map((path) => existsSync(path))).toEqual([true, true, true]);
  expect(old.map((path) => existsSync(path))).toEqual([false, false, false]);
  expect(existsSync(others)).toBe(true);
});

it('finishes or removes killed installations when a laboratory is opened', async () => {
  const folder = temporaryFolder();
  const make = (...names: string[]) => {
    mkdirSync(join(folder, ...names), { recursive: true });
    writeFileSync(join(folder, ...names, 'content'), names.join('/'));
  };
  make('encoders', '.old-tiny');
  make('encoders', 'models', '.old-tiny');
  make('encoders', '.new-tiny-1');
  make('native', '.old-tensorflow-2.21.0-linux-x64-cpu');
  make('native', 'staging-abc');
  const laboratory = await openLaboratory({ folder, entries: ENTRIES, native: { explicit: 'off' } });
  await laboratory[Symbol.asyncDispose]();
  expect(readdirSync(join(folder, 'encoders')).sort()).toEqual(['models', 'tiny']);
  expect(readdirSync(join(folder, 'encoders', 'models'))).toEqual(['tiny']);
  expect(readdirSync(join(folder, 'native'))).toEqual(['tensorflow-2.21.0-linux-x64-cpu']);
});
