import { mkdtempSync, readdirSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { writeSafetensors } from '#core/models/weight-files/safetensors.ts';
import { type CheckpointStore, openCheckpoints, type Progress } from '#core/training/checkpoint.ts';
import { removeStrayCheckpoints } from '#core/training/stray-checkpoints.ts';
import { EARLY_STOPPING_START } from '#shared/early-stopping.ts';

let folder: string;
let store: CheckpointStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'strays-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  store = await openCheckpoints(folder, 'hash');
});

const tensor = (value: number): NamedTensor[] => [{ name: 'a', shape: [1], data: Float32Array.of(value) }];
const progress = (step: number, bestFile: string | null): Progress => ({
  ...{ settingsHash: 'hash', fold: 0, seed: 7, epoch: 1, step, lossSum: 1, correct: 3, seen: 8, seconds: 1 },
  ...{ history: [], earlyStopping: EARLY_STOPPING_START, bestFile },
});
const save = (step: number, bestFile: string | null) =>
  store.save(progress(step, bestFile), tensor(step), tensor(-step));
const files = () =>
  readdirSync(folder)
    .toSorted()
    .map((name) => name.replace('.safetensors', ''));
const clean = (isFree = () => true) => removeStrayCheckpoints(folder, isFree);
const ORIGIN = { settingsHash: 'hash', fold: 0, epoch: 1, history: [] };

describe('strays of a killed training are removed', () => {
  it('unfinished files and best weights that no checkpoint names', async () => {
    await save(1, await store.saveBest(0, tensor(9)));
    await save(2, await store.saveBest(1, tensor(10)));
    // Killed after the best weights of the next epoch, during the checkpoint.
    await store.saveBest(2, tensor(11));
    writeFileSync(join(folder, 'next.safetensors.4711.3.tmp'), 'half');
    writeFileSync(join(folder, 'notes.txt'), 'mine');
    expect((await clean()).toSorted()).toEqual(['best-3.safetensors', 'next.safetensors.4711.3.tmp']);
    expect(files()).toEqual(['best-1', 'best-2', 'last', 'notes.txt', 'previous']);
    expect((await (await openCheckpoints(folder, 'hash')).load())?.best).toEqual(tensor(10));
    expect(await clean()).toEqual([]);
  });

  it('the checkpoints of a finished fold', async () => {
    await save(1, await store.saveBest(0, tensor(9)));
    // As `publish` leaves it if it is killed before it removes them.
    await writeSafetensors(join(folder, 'weights.safetensors'), tensor(9), {
      training: JSON.stringify({ ...ORIGIN, finished: true }),
    });
    await clean();
    expect(files()).toEqual(['weights']);
  });

  it('of a fold that resumes when it is finished', async () => {
    await save(1, null);
    await writeSafetensors(join(folder, 'weights.safetensors'), tensor(9), {
      training: JSON.stringify({ ...ORIGIN, finished: true }),
    });
    expect((await store.loadFinished())?.weights).toEqual(tensor(9));
    expect(files()).toEqual(['weights']);
  });
});

describe('what a resumed training needs stays', () => {
  it('the checkpoints of a stopped fold, and a whole next one', async () => {
    await save(1, null);
    await save(2, await store.saveBest(0, tensor(9)));
    await store.publish(tensor(9), { ...ORIGIN, finished: false });
    writeFileSync(join(folder, 'next.safetensors'), 'it may be whole');
    expect(await clean()).toEqual([]);
    expect(files()).toEqual(['best-1', 'last', 'next', 'previous', 'weights']);
  });

  it('everything, if a checkpoint or the weights of a finished fold are damaged', async () => {
    await save(1, await store.saveBest(0, tensor(9)));
    await save(2, await store.saveBest(1, tensor(9)));
    await store.saveBest(2, tensor(9));
    truncateSync(join(folder, 'last.safetensors'), 100);
    expect(await clean()).toEqual([]);
    await writeSafetensors(join(folder, 'weights.safetensors'), tensor(9), {
      training: JSON.stringify({ ...ORIGIN, finished: true }),
    });
    truncateSync(join(folder, 'weights.safetensors'), 100);
    expect(await clean()).toEqual([]);
  });

  it('everything, as soon as a process may train the run', async () => {
    await save(1, null);
    await store.saveBest(2, tensor(9));
    expect(await clean(() => false)).toEqual([]);
    expect(files()).toEqual(['best-3', 'last']);
  });
});
