import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import type { TrainJob } from '#core/jobs/kinds/train-job.ts';
import { type BatchMaker, startBatchWorker } from '#core/training/batch-maker.ts';
import { type BatchSource, type RowReader, trainingBatch } from '#core/training/batches.ts';
import { clipRowsFiles, openClipRows } from '#core/training/clip-rows.ts';
import { AUGMENTATIONS } from '#shared/settings/augmentation.ts';
import { makeJob } from '../../integration/training/training-data.ts';

const ENTRY = new URL('../../../src/workers/batch-worker.ts', import.meta.url);

let folder: string;
let job: TrainJob;
let source: BatchSource;
let files: Awaited<ReturnType<typeof clipRowsFiles>>;
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'batches-'));
  job = makeJob(folder, { count: 30, bands: 4, frames: 5 });
  const { settings, clips, inputShape } = job;
  const rows = openFeatureRows(job.rowsPath, job.rowFloats);
  files = await clipRowsFiles(job, async () => undefined);
  source = { settings, fold: 0, clips, rows, inputShape, weights: new Float32Array(7).fill(1.5) };
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const INDICES = Int32Array.of(3, 28, 0, 17);

/** Waits until the worker makes the batches. On this thread they are ready within a few microtasks. */
async function started(maker: BatchMaker): Promise<void> {
  for (;;) {
    let madeHere = false;
    const made = maker.make(INDICES, 0).then(() => {
      madeHere = true;
    });
    for (let i = 0; i < 10; i++) await Promise.resolve();
    if (!madeHere) return made;
    await new Promise((resolve) => setTimeout(resolve, 10));
  }
}

/** Writes an entry file with the program `text`. */
function entryOf(name: string, text: string): URL {
  const path = join(folder, `${name}.mjs`);
  writeFileSync(path, text);
  return pathToFileURL(path);
}

describe('startBatchWorker', () => {
  it('makes the same batches as this thread, before and after the worker starts', async () => {
    using maker = startBatchWorker(ENTRY, source, files);
    expect(await maker.make(INDICES, 2)).toEqual(trainingBatch(source, INDICES, 2));
    await started(maker);
    const several = await Promise.all([0, 1, 2].map((epoch) => maker.make(INDICES, epoch)));
    expect(several).toEqual([0, 1, 2].map((epoch) => trainingBatch(source, INDICES, epoch)));
    expect(several[0].inputs).not.toEqual(several[1].inputs);
  });

  it('normalises speakers as this thread does, each file of other recordings by itself', async () => {
    const clips = job.clips.map((clip, i) => ({ ...clip, speaker: i % 3 }));
    const clipRows = clips.map(({ row }, i) => (i === 3 ? null : 29 - row));
    const settings = { ...job.settings, normaliseSpeakers: true };
    const versions = [{ rowsPath: job.rowsPath, clipRows }];
    const normalised = await clipRowsFiles({ ...job, settings, clips, versions }, async () => undefined);
    const own = {
      ...source,
      settings: { ...settings, augmentation: AUGMENTATIONS.none },
      rows: openClipRows(normalised.rows),
      versions: [{ rows: openClipRows(normalised.versions[0].file), clipRows }],
    };
    using maker = startBatchWorker(ENTRY, own, normalised);
    await started(maker);
    expect(await maker.make(INDICES, 2)).toEqual(trainingBatch(own, INDICES, 2));

    const read = (rows: RowReader, row: number) => {
      const values = new Float32Array(20);
      rows.read(row, values, 0);
      return values;
    };
    const rowsOf = (speaker: number, of: readonly (number | null)[]) =>
      of.filter((row, i) => row !== null && i % 3 === speaker) as number[];
    const cases = [
      { rows: own.rows, numbers: clips.map(({ row }) => row) },
      { rows: own.versions[0].rows, numbers: clipRows },
    ];
    for (const { rows, numbers } of cases) {
      for (const speaker of [0, 1, 2]) {
        const values = rowsOf(speaker, numbers).flatMap((row) => [...read(rows, row).subarray(5, 10)]);
        expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 4);
        expect(values.reduce((sum, value) => sum + value ** 2, 0) / values.length).toBeCloseTo(1, 4);
      }
    }
    expect(read(own.rows, 5)).not.toEqual(read(source.rows, 5));
  });

  it('reports why a batch could not be made, and continues', async () => {
    const clips = source.clips.map((clip, i) => (i === 17 ? { ...clip, row: 10_000 } : clip));
    using maker = startBatchWorker(ENTRY, { ...source, clips }, files);
    const damaged = { code: 'damaged-cache', message: expect.stringContaining('Extract the features again') };
    await expect(maker.make(INDICES, 0)).rejects.toMatchObject(damaged);
    while (await maker.make(INDICES, 0).catch(() => false));
    const few = Int32Array.of(1, 2);
    await started({ ...maker, make: () => maker.make(few, 0) });
    await expect(maker.make(INDICES, 0)).rejects.toMatchObject(damaged);
    expect(await maker.make(few, 0)).toEqual(trainingBatch(source, few, 0));
  });

  it.each([
    ['is missing', () => new URL('file:///nowhere/batch-worker.ts')],
    ['throws when it starts', () => entryOf('throws', 'throw new Error("no")')],
    [
      'exits on a message',
      () =>
        entryOf(
          'dies',
          `import { parentPort } from 'node:worker_threads';
           parentPort.on('message', () => process.exit(1));
           parentPort.postMessage('ready');`,
        ),
    ],
  ])('makes batches on this thread if the worker %s', async (_, entry) => {
    using maker = startBatchWorker(entry(), source, files);
    for (let i = 0; i < 3; i++) {
      expect(await maker.make(INDICES, i)).toEqual(trainingBatch(source, INDICES, i));
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  });
});
