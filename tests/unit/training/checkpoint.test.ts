import {
  copyFileSync,
  existsSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import {
  type CheckpointStore,
  clearCheckpoints,
  foldFolder,
  hasCheckpoint,
  openCheckpoints,
  type Progress,
} from '#core/training/checkpoint.ts';
import { EARLY_STOPPING_START } from '#shared/early-stopping.ts';

let folder: string;
let store: CheckpointStore;
beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'checkpoint-'));
  store = await openCheckpoints(folder, 'hash', { network: 'compact' });
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const tensor = (value: number): NamedTensor[] => [
  { name: 'a/kernel', shape: [2], data: Float32Array.of(value, 1) },
];

function progress(step: number, bestFile: string | null = null): Progress {
  return {
    settingsHash: 'hash',
    fold: 0,
    seed: 7,
    epoch: 1,
    step,
    lossSum: 0.1 + 0.2,
    correct: 3,
    seen: 8,
    seconds: 1.5,
    history: [],
    earlyStopping: EARLY_STOPPING_START,
    bestFile,
  };
}

async function save(step: number, bestFile: string | null = null): Promise<void> {
  await store.save(progress(step, bestFile), tensor(step), tensor(-step));
}

const path = (name: string) => join(folder, `${name}.safetensors`);

/** Loads the checkpoint as a resuming process does. */
async function reload() {
  return (await openCheckpoints(folder, 'hash')).load();
}

describe('checkpoints', () => {
  it('are found in the folder of a run, in any fold, also as the weights of a trained one', async () => {
    expect(hasCheckpoint(join(folder, 'nowhere'))).toBe(false);
    const inFold = await openCheckpoints(foldFolder(folder, 1), 'hash', { network: 'compact' });
    expect(hasCheckpoint(folder)).toBe(false);
    await inFold.save(progress(1), tensor(1), tensor(2));
    expect(hasCheckpoint(folder)).toBe(true);
    const trained = join(folder, 'trained');
    const store = await openCheckpoints(foldFolder(trained, 0), 'hash', { network: 'compact' });
    await store.publish(tensor(1), { settingsHash: 'hash', fold: 0, finished: true, epoch: 1, history: [] });
    expect(readdirSync(foldFolder(trained, 0))).toEqual(['weights.safetensors']);
    expect(hasCheckpoint(trained)).toBe(true);
  });

  it('loads exactly what was saved', async () => {
    expect(await store.load()).toBeNull();
    const bestFile = await store.saveBest(0, tensor(9));
    await save(1, bestFile);
    expect(await reload()).toEqual({
      progress: progress(1, bestFile),
      weights: tensor(1),
      state: tensor(-1),
      best: tensor(9),
      warning: null,
    });
  });

  it('uses and keeps the previous checkpoint if the newest is damaged', async () => {
    await save(1);
    await save(2);
    truncateSync(path('last'), 200);
    const found = await reload();
    expect(found?.progress.step).toBe(1);
    expect(found?.warning).toContain('last.safetensors');
    store = await openCheckpoints(folder, 'hash');
    await store.load();
    await save(3);
    truncateSync(path('last'), 10);
    expect((await reload())?.progress.step).toBe(1);
  });

  it('survives a kill between any two steps of saving', async () => {
    await save(1);
    await save(2);
    // Killed after the newest became the previous, before the next took its place.
    renameSync(path('last'), path('previous'));
    expect((await reload())?.progress.step).toBe(2);
    writeFileSync(`${path('next')}.4711.0.tmp`, 'half');
    expect((await reload())?.progress.step).toBe(2);
  });

  it('uses the next checkpoint if a kill came before its renames', async () => {
    await save(1);
    await save(2);
    copyFileSync(path('last'), path('kept'));
    await save(3);
    // Killed when `next` was whole: before the first rename, and between both.
    for (const between of [false, true]) {
      renameSync(path('last'), path('next'));
      copyFileSync(path('kept'), path(between ? 'previous' : 'last'));
      const found = await reload();
      expect(found).toMatchObject({ progress: { step: 3 }, warning: null });
      expect(readdirSync(folder)).not.toContain('next.safetensors');
      rmSync(path('last'));
      // The one before is still there.
      expect((await reload())?.progress.step).toBe(2);
      store = await openCheckpoints(folder, 'hash');
      await store.load();
      await save(3);
    }
    writeFileSync(path('next'), 'damaged');
    expect((await reload())?.progress.step).toBe(3);
    expect(readdirSync(folder)).not.toContain('next.safetensors');
  });

  it('throws if no checkpoint can be read', async () => {
    await save(1);
    await save(2);
    truncateSync(path('last'), 10);
    truncateSync(path('previous'), 10);
    await expect(reload()).rejects.toMatchObject({ code: 'checkpoint-damaged' });
  });

  it('does not use a checkpoint without its best weights', async () => {
    await save(1);
    await save(2, await store.saveBest(1, tensor(9)));
    rmSync(path('best-2'));
    expect((await reload())?.progress.step).toBe(1);
  });

  it('rejects a file without valid progress data', async () => {
    await save(1);
    const text = readFileSync(path('last'), 'latin1').replace('lossSum', 'lossSun');
    writeFileSync(path('last'), text, 'latin1');
    await expect(reload()).rejects.toMatchObject({ code: 'checkpoint-damaged' });
  });

  it('rejects other settings', async () => {
    await save(1);
    const other = await openCheckpoints(folder, 'other');
    await expect(other.load()).rejects.toMatchObject({ code: 'checkpoint-mismatch' });
  });

  it('keeps only the best weights that the two checkpoints need', async () => {
    for (const epoch of [0, 1, 2]) await save(epoch, await store.saveBest(epoch, tensor(epoch)));
    expect(
      readdirSync(folder)
        .filter((name) => name.startsWith('best'))
        .sort(),
    ).toEqual(['best-2.safetensors', 'best-3.safetensors']);
  });

  it('publishes weights with their metadata and removes the files for resuming', async () => {
    await save(1, await store.saveBest(0, tensor(5)));
    const origin = { settingsHash: 'hash', fold: 0, finished: false, epoch: 1, history: [] };
    await store.publish(tensor(5), origin);
    expect(await store.loadFinished()).toBeNull();
    expect(existsSync(path('last'))).toBe(true);
    await store.publish(tensor(6), { ...origin, finished: true });
    expect(readdirSync(folder)).toEqual(['weights.safetensors']);
    expect((await store.loadFinished())?.weights).toEqual(tensor(6));
    expect((await readSafetensors(path('weights'))).metadata.network).toBe('compact');
    truncateSync(path('weights'), 20);
    await expect(store.loadFinished()).rejects.toMatchObject({ code: 'checkpoint-damaged' });
  });

  it('clears only its own files, from a given fold on', async () => {
    for (const fold of [0, 1, 2]) {
      const inside = foldFolder(folder, fold);
      store = await openCheckpoints(inside, 'hash');
      await save(1, await store.saveBest(0, tensor(5)));
      writeFileSync(join(inside, 'mine.safetensors'), 'mine');
    }
    await clearCheckpoints(folder, 1);
    const left = [0, 1, 2].map((fold) => readdirSync(foldFolder(folder, fold)).sort());
    expect(left).toEqual([
      ['best-1.safetensors', 'last.safetensors', 'mine.safetensors'],
      ['mine.safetensors'],
      ['mine.safetensors'],
    ]);
    await clearCheckpoints(join(folder, 'absent'), 0);
  });
});
