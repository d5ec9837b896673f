// Measures the window against its limits and prints a table. Arguments select measurements: paint, tasks, delay,
// recognition, size, memory. With `--package RESOURCES`, the start of a package is measured too (its folder `resources`).
// Exits with 1 if a limit is exceeded.
import { mkdtempSync, rmSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { type NativeOptions, openLaboratory } from '#core/laboratory/index.ts';
import { nativeOptions } from '#core/laboratory/runtime/native-options.ts';
import { forkProcess } from '#core/system/forked-process.ts';
import { ENTRIES, makeLaboratory } from '../setup/make-laboratory.ts';
import { writeClip } from '../tests/e2e/a-clip.ts';
import {
  type FirstPaint,
  firstPaint,
  type PageStart,
  startOfClone,
  startOfPackage,
} from './window/first-paint.ts';
import { memoryGrowth } from './window/memory-growth.ts';
import { goTo, launchBrowser, openWindow } from './window/open-window.ts';
import { pageWeight } from './window/page-weight.ts';
import { recognitionTimes } from './window/recognition.ts';
import { stage, trainingAnswers } from './window/simulated-run.ts';
import { median, percentile } from './window/statistics.ts';
import {
  batchDelays,
  type LongTasks,
  longTasks,
  manyRows,
  scrollThrough,
  walkAround,
} from './window/streaming.ts';

const root = fileURLToPath(new URL('..', import.meta.url));
const { values: given, positionals: wanted } = parseArgs({
  options: { package: { type: 'string' } },
  allowPositionals: true,
});
const isWanted = (name: string) => wanted.length === 0 || wanted.includes(name);
const folder = mkdtempSync(join(tmpdir(), 'neural-ser-measure-'));
const laboratoryFolder = join(folder, 'laboratory');
const OFF: NativeOptions = { explicit: 'off' };

let missed = 0;
const say = (line: string) => process.stdout.write(`${line}\n`);
const ms = (value: number) => `${Math.round(value)} ms`;
const megabytes = (value: number) => `${(value / 1e6).toFixed(2)} MB`;

/** A line of the table: the measurement and its limit. */
function report(what: string, value: number, bar: number, write: (value: number) => string, more = ''): void {
  const good = value < bar;
  if (!good) missed++;
  const verdict = good ? 'ok    ' : 'MISSED';
  say(
    `${verdict} ${what.padEnd(58)} ${write(value).padStart(9)}  limit ${write(bar)}${more && `  (${more})`}`,
  );
}

async function paint(what: string, start: PageStart): Promise<void> {
  await using browser = await launchBrowser();
  const tries: FirstPaint[] = [];
  // The first start fills the caches.
  for (let turn = 0; turn < 6; turn++) tries.push(await firstPaint(browser, start));
  const of = (name: 'linkMs' | 'firstMs' | 'meaningfulMs') => median(tries.slice(1).map((one) => one[name]));
  const more = `median of 5; link after ${ms(of('linkMs'))}, first paint ${ms(of('firstMs'))}; the first of all ${ms(tries[0].meaningfulMs)}`;
  report(`${what} to the first page painted`, of('meaningfulMs'), 2000, ms, more);
}

/** A laboratory with sample voices and a run of each engine that works here. */
async function prepare(): Promise<Record<string, string>> {
  const native = nativeOptions(undefined);
  const engines = await workingEngines(native);
  const ids = await makeLaboratory({
    folder: laboratoryFolder,
    corpora: [],
    voices: { folder: join(folder, 'voices') },
    native,
    runs: engines.map((engine) => ({
      name: `compact, ${engine}`,
      settings: { network: 'compact', engine, epochs: 2, earlyStopping: false },
    })),
  });
  return Object.fromEntries(engines.map((engine, index) => [engine, ids[index]]));
}

async function workingEngines(native: NativeOptions): Promise<('wasm' | 'tensorflow')[]> {
  await using laboratory = await openLaboratory({ folder: laboratoryFolder, entries: ENTRIES, native });
  const { engines } = await laboratory.invoke('doctor', {});
  return (['wasm', 'tensorflow'] as const).filter((name) => engines.find((one) => one.name === name)?.works);
}

async function streaming(): Promise<void> {
  const batchTimes = join(folder, 'batch-times.txt');
  const jobs = new URL('window/stamped-job-process.ts', import.meta.url);
  await using real = await openLaboratory({
    folder: laboratoryFolder,
    entries: { ...ENTRIES, jobs },
    native: OFF,
    spawn: (entry, env) => forkProcess(entry, { ...env, NEURAL_SER_BATCH_TIMES: batchTimes }),
  });
  const [{ folder: voices }] = await real.invoke('library.list', {});
  const { clips, problems } = await real.invoke('library.clips', { folders: [voices] });
  const rows = manyRows(clips, 12_000);
  const total = { clips: rows.length, problems: problems.length };
  const laboratory = stage(real, { 'library.clips': () => ({ clips: rows, problems, total }) });
  const settings = {
    network: 'compact',
    epochs: 10_000,
    batchSize: 16,
    engine: 'wasm',
    earlyStopping: false,
  } as const;
  const { id } = await real.invoke('runs.start', { folders: [voices], settings });
  await using window = await openWindow(laboratory);
  const { page } = window;
  await goTo(page, `/runs/${id}`);
  await page.getByText(/^\d+ of 10000$/).waitFor({ timeout: 120_000 });

  if (isWanted('delay')) {
    const delays = await batchDelays(page, batchTimes, 30);
    const more = `median ${ms(median(delays))}, maximum ${ms(Math.max(...delays))}, ${delays.length} batches`;
    report('a batch from the engine to the screen, 95th percentile', percentile(delays, 95), 250, ms, more);
  }
  if (isWanted('tasks')) {
    const reportTasks = (what: string, { ownMs, clockMs }: LongTasks) => {
      const over = clockMs.filter((duration) => duration > 100).length;
      const clock = `wall-clock time: longest ${ms(clockMs[0] ?? 0)}, ${over} above 100 ms`;
      report(`longest task, ${what}`, ownMs ?? clockMs[0] ?? 0, 100, ms, clock);
    };
    reportTasks('during training on the run page', await longTasks(page, () => page.waitForTimeout(10_000)));
    reportTasks('page changes during training', await longTasks(page, () => walkAround(page, id)));
    const openAndScroll = async () => {
      await goTo(page, '/corpora?tab=clips');
      await page.getByRole('grid', { name: 'Clips' }).getByRole('gridcell').first().waitFor();
      await scrollThrough(page);
    };
    reportTasks('12,000 rows load and scroll during training', await longTasks(page, openAndScroll));
  }
  await real.invoke('runs.stop', { run: id });
}

async function recognition(runs: Record<string, string>): Promise<void> {
  const microphone = await writeClip(join(folder, 'clip'));
  const native = nativeOptions(undefined);
  await using laboratory = await openLaboratory({ folder: laboratoryFolder, entries: ENTRIES, native });
  for (const [engine, run] of Object.entries(runs)) {
    await using window = await openWindow(laboratory, { microphone });
    await goTo(window.page, `/predict?run=${run}`);
    await window.page.getByText(`Ready on ${engine}`).waitFor({ timeout: 60_000 });
    const times = await recognitionTimes(window.page, 9);
    const more = `median of 9: ${times.map((time) => Math.round(time)).join(' ')}`;
    report(`prediction of three seconds by compact, ${engine}`, median(times), 300, ms, more);
  }
}

async function memory(run: string): Promise<void> {
  await using real = await openLaboratory({ folder: laboratoryFolder, entries: ENTRIES, native: OFF });
  const laboratory = stage(real, trainingAnswers(await real.invoke('runs.show', { run })));
  await using window = await openWindow(laboratory);
  await goTo(window.page, '/runs/simulated');
  const { beforeBytes, afterBytes, nodesBefore, nodesAfter, events } = await memoryGrowth(
    window.page,
    laboratory,
  );
  const more = `${megabytes(beforeBytes)} before; ${events} events; DOM nodes ${nodesBefore} → ${nodesAfter}`;
  report('growth of the page after one hour of training', afterBytes - beforeBytes, 50e6, megabytes, more);
}

try {
  say(
    `Load of this machine before: ${loadavg()
      .map((load) => load.toFixed(1))
      .join(', ')}`,
  );
  if (isWanted('size')) {
    const { bytes, firstBytes, files } = pageWeight(join(root, 'out', 'renderer'));
    const more = `${files} files; ${megabytes(firstBytes)} for the first page`;
    report('the page’s JavaScript, compressed, plotly included', bytes, 1.2e6, megabytes, more);
  }
  if (isWanted('paint')) await paint('npm start, built,', startOfClone(root));
  if (isWanted('paint') && given.package !== undefined)
    await paint('start of the package', startOfPackage(resolve(given.package)));
  if (['delay', 'tasks', 'recognition', 'memory'].some(isWanted)) {
    const runs = await prepare();
    if (isWanted('delay') || isWanted('tasks')) await streaming();
    if (isWanted('recognition')) await recognition(runs);
    if (isWanted('memory')) await memory(runs.wasm);
  }
} finally {
  rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 });
}
process.exitCode = missed === 0 ? 0 : 1;
