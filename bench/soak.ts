/**
 * Many short runs and predictions in one laboratory, as in a window that stays open for weeks.
 *
 *   node --expose-gc bench/soak.ts [--runs 200] [--predictions 10000] [--engine wasm]
 *
 * After a tenth of the work, memory of the laboratory's process, open files and sockets, child processes and temporary
 * files must not grow. Its memory is measured after a garbage collection, as the smallest of five readings. The children
 * cannot be asked for one, and their heaps grow in steps to a limit: theirs must not grow in the second half. Linux only.
 * Exit code 1 if something has grown.
 */
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as pause } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { openLaboratory } from '#core/laboratory/index.ts';
import type { LaboratoryEvent } from '#shared/contract.ts';
import { ENTRIES } from '../setup/make-laboratory.ts';

const { values } = parseArgs({
  options: {
    runs: { type: 'string', default: '200' },
    predictions: { type: 'string', default: '10000' },
    engine: { type: 'string', default: 'wasm' },
  },
});
const runs = Number(values.runs);
const predictions = Number(values.predictions);
const WARM_UP = 0.1;
const CHILDREN_WARM_UP = 0.5;
/** The bar. */
const MAX_GROWN_MEGABYTES = 20;

const folder = mkdtempSync(join(tmpdir(), 'neural-ser-soak-'));
// Temporary files are counted in a folder of their own.
const temporary = join(folder, 'tmp');
mkdirSync(temporary);
process.env.TMPDIR = temporary;
const voices = join(folder, 'voices');
const say = (line: string) => process.stdout.write(`${line}\n`);

interface Reading {
  megabytes: number;
  childMegabytes: number;
  files: number;
  handles: number;
  children: number;
  temporaryFiles: number;
}

const rss = (pid: number | 'self'): number => {
  try {
    return (Number(readFileSync(`/proc/${pid}/statm`, 'utf8').split(' ')[1]) * 4096) / 2 ** 20;
  } catch {
    // It has just ended.
    return 0;
  }
};

const childrenOf = (): number[] =>
  readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8')
    .split(' ')
    .filter((pid) => pid.trim() !== '')
    .map(Number);

/** The memory of the laboratory's process, and of each child, in megabytes. */
const memory = () =>
  `${rss('self').toFixed(0)} MB; children: ${childrenOf()
    .map((pid) => rss(pid).toFixed(0))
    .join(', ')} MB`;

async function read(): Promise<Reading> {
  let megabytes = Number.POSITIVE_INFINITY;
  for (let time = 0; time < 5; time++) {
    globalThis.gc?.();
    await pause(200);
    megabytes = Math.min(megabytes, rss('self'));
  }
  const children = childrenOf();
  return {
    megabytes,
    childMegabytes: children.reduce((sum, pid) => sum + rss(pid), 0),
    files: readdirSync('/proc/self/fd').length,
    handles: process.getActiveResourcesInfo().length,
    children: children.length,
    temporaryFiles: readdirSync(temporary, { recursive: true }).length,
  };
}

const problems: string[] = [];
/** Does a piece of work many times, and compares what is in use after the warm-up with what is at the end. */
async function repeat(what: string, times: number, work: (time: number) => Promise<void>): Promise<void> {
  let early: Reading | null = null;
  let middle: Reading | null = null;
  for (let time = 0; time < times; time++) {
    if (time === Math.ceil(times * WARM_UP)) early = await read();
    if (time === Math.ceil(times * CHILDREN_WARM_UP)) middle = await read();
    await work(time);
    if ((time + 1) % Math.ceil(times / 10) === 0) say(`${time + 1} ${what}, ${memory()}`);
  }
  const late = await read();
  if (early === null || middle === null) return;
  const grown = (key: keyof Reading, before: Reading, allowed: number) => {
    const change = late[key] - before[key];
    say(`  ${key}: ${before[key].toFixed(1)} → ${late[key].toFixed(1)}`);
    if (change > allowed) problems.push(`${times} ${what}: ${key} has grown by ${change.toFixed(1)}`);
  };
  grown('megabytes', early, MAX_GROWN_MEGABYTES);
  grown('childMegabytes', middle, MAX_GROWN_MEGABYTES);
  for (const key of ['files', 'handles', 'children', 'temporaryFiles'] as const) grown(key, early, 0);
}

try {
  await using laboratory = await openLaboratory({
    folder: join(folder, 'laboratory'),
    entries: ENTRIES,
    native: values.engine === 'wasm' ? { explicit: 'off' } : undefined,
  });
  await laboratory.invoke('corpora.sample', { folder: voices, speakers: 5, clipsPerEmotion: 1, seed: 1 });
  await laboratory.invoke('library.add', { folders: [voices] });

  const train = async (seed: number): Promise<string> => {
    const ended = Promise.withResolvers<void>();
    let run = '';
    const listen = (event: LaboratoryEvent) => {
      if (event.name !== 'run.status' || event.data.run !== run) return;
      if (event.data.status === 'finished') ended.resolve();
      else if (['failed', 'interrupted', 'stopped'].includes(event.data.status))
        ended.reject(new Error(`run ${run} is ${event.data.status}`));
    };
    const stop = laboratory.subscribe(listen);
    try {
      const settings = { network: 'compact', epochs: 1, batchSize: 16, earlyStopping: false, seed } as const;
      run = (await laboratory.invoke('runs.start', { folders: [voices], settings })).id;
      await ended.promise;
    } finally {
      stop();
    }
    return run;
  };

  let model = '';
  await repeat('runs', runs, async (time) => {
    model = await train(time + 1);
  });
  const clips = readdirSync(voices, { recursive: true })
    .map((name) => join(voices, String(name)))
    .filter((name) => name.endsWith('.wav'));
  await repeat('predictions', predictions, async (time) => {
    const file = clips[time % clips.length];
    // Half as the window does with files, half as it does with the microphone.
    if (time % 2 === 0) await laboratory.invoke('predict.files', { run: model, files: [file] });
    else await laboratory.invoke('predict.sound', { run: model, wav: new Uint8Array(readFileSync(file)) });
  });
  for (const line of problems) say(`PROBLEM: ${line}`);
  if (problems.length === 0) say('Nothing has grown.');
  process.exitCode = problems.length === 0 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true, force: true });
}
