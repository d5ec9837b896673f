import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Network } from '#core/engines/engine.ts';
import { createJobSwitch, type JobSwitch } from '#core/jobs/job-control.ts';
import type { TrainingEvent } from '#core/jobs/kinds/training-events.ts';
import { readSafetensors } from '#core/models/weight-files/safetensors.ts';
import {
  type CheckpointStore,
  clearCheckpoints,
  foldFolder,
  foldWeightsPath,
  openCheckpoints,
} from '#core/training/checkpoint.ts';
import type { FoldOutcome, FoldTraining } from '#core/training/fold-start.ts';
import { trainFold } from '#core/training/loop.ts';
import type { Epoch } from '#shared/runs.ts';
import { createSoftmaxEngine } from '../../integration/training/softmax-engine.ts';
import { makeData, type SettingsChange, testSettings } from '../../integration/training/training-data.ts';

const BANDS = 4;
const FRAMES = 5;
const data = makeData(70, BANDS, FRAMES);

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'loop-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

interface Options {
  settings?: SettingsChange;
  change?: Partial<FoldTraining>;
  /** Absent: each result is awaited. */
  stepsInFlight?: number;
  resume?: boolean;
  onEvent?(event: TrainingEvent, control: JobSwitch): void;
}

interface Trained {
  outcome: FoldOutcome;
  events: TrainingEvent[];
  network: Network;
  /** The most steps that were in flight at once. */
  most: number;
}

/** Like a GPU: several steps can be started, and results come later. `most`: the most that were in flight at once. */
function delayed(network: Network, stepsInFlight: number): { network: Network; seen: { most: number } } {
  const seen = { most: 0 };
  let running = 0;
  let before: Promise<unknown> = Promise.resolve();
  const trainStep: Network['trainStep'] = async (...step) => {
    seen.most = Math.max(seen.most, ++running);
    const result = before.then(() => network.trainStep(...step));
    before = result;
    const found = await result;
    await new Promise((resolve) => setTimeout(resolve, 2));
    running--;
    return found;
  };
  const after =
    <A extends unknown[], R>(call: (...given: A) => Promise<R>) =>
    async (...given: A) => {
      await before;
      return call(...given);
    };
  return {
    seen,
    network: {
      ...network,
      stepsInFlight,
      trainStep,
      evaluate: after(network.evaluate),
      predict: after(network.predict),
      readWeights: after(network.readWeights),
      readState: after(network.readState),
    },
  };
}

async function train(options: Options = {}): Promise<Trained> {
  const settings = testSettings(options.settings);
  const built = await createSoftmaxEngine().build(
    { name: 'softmax', layers: [{ kind: 'input', name: 'input', inputs: [], shape: [BANDS, FRAMES, 1] }] },
    { seed: settings.seed, optimizer: settings.optimizer },
  );
  const { network, seen } = delayed(built, options.stepsInFlight ?? 1);
  if (!options.resume) await clearCheckpoints(folder, 0);
  const control = createJobSwitch();
  const events: TrainingEvent[] = [];
  const outcome = await trainFold({
    settings,
    fold: 0,
    split: data.split,
    clips: data.clips,
    rows: { read: (row, into, offset) => into.set(data.values[row], offset) },
    inputShape: [BANDS, FRAMES],
    network,
    checkpoints: await openCheckpoints(foldFolder(folder, 0), 'hash'),
    settingsHash: 'hash',
    control,
    emit(event) {
      events.push(event);
      options.onEvent?.(event, control);
    },
    ...options.change,
  });
  return { outcome, events, network, most: seen.most };
}

const epochsOf = (events: TrainingEvent[]) =>
  events.flatMap((event) => (event.kind === 'epoch' ? [event.epoch] : []));
const curve = (epochs: Epoch[]) => epochs.map(({ seconds: _, ...metrics }) => metrics);
const kinds = (events: TrainingEvent[]) => events.map(({ kind }) => kind);

/** Overfits, so that the best epoch is not among the last. */
const OVERFITTING: SettingsChange = {
  epochs: 60,
  learningRate: 0.2,
  schedule: { kind: 'constant', warmupShare: 0 },
  earlyStopping: { enabled: true, patience: 2, startEpoch: 0, restoreBest: true },
};

function bestEpochOf({ outcome }: Trained): number {
  if (outcome.status !== 'trained') throw new Error('The fold was stopped.');
  return outcome.bestEpoch;
}

describe('trainFold', () => {
  it('learns, and emits every batch, epoch and checkpoint', async () => {
    const { outcome, events } = await train();
    const epochs = epochsOf(events);
    expect(epochs.map(({ epoch }) => epoch)).toEqual([1, 2, 3, 4]);
    expect(epochs[3].validationAccuracy).toBeGreaterThan(0.4);
    expect(epochs[3].loss).toBeLessThan(epochs[0].loss);
    expect(kinds(events).filter((kind) => kind === 'batch')).toHaveLength(4 * 6);
    expect(kinds(events).filter((kind) => kind === 'checkpoint')).toHaveLength(4);
    const last = events.filter((event) => event.kind === 'batch').at(-1)!;
    expect(last).toMatchObject({
      epoch: 4,
      step: 6,
      steps: 6,
      loss: epochs[3].loss,
      accuracy: epochs[3].accuracy,
    });
    expect(outcome).toMatchObject({ status: 'trained', epochs, failure: null });
  });

  it('gives the same metrics for the same seed and others for another seed', async () => {
    const [first, again, other] = [await train(), await train(), await train({ settings: { seed: 8 } })];
    expect(curve(epochsOf(again.events))).toEqual(curve(epochsOf(first.events)));
    expect(curve(epochsOf(other.events))).not.toEqual(curve(epochsOf(first.events)));
  });

  it('has the same curve after a stop at any step', async () => {
    const whole = curve(epochsOf((await train()).events));
    for (const stopAt of [1, 5, 6, 7, 17, 24]) {
      let batches = 0;
      const stopped = await train({
        onEvent: (event, control) => {
          if (event.kind === 'batch' && ++batches === stopAt) control.ask('stop');
        },
      });
      expect(stopped.outcome.status, `step ${stopAt}`).toBe('stopped');
      expect(stopped.events.at(-1)).toMatchObject({ kind: 'checkpoint', failure: null });
      const resumed = await train({ resume: true });
      const first = resumed.events[0];
      if (first.kind !== 'fold') throw new Error('The first event is not a fold event.');
      expect(first).toMatchObject({ resumed: true, warning: null });
      expect(curve([...first.epochs, ...epochsOf(resumed.events)]), `step ${stopAt}`).toEqual(whole);
      expect(resumed.outcome).toMatchObject({ status: 'trained' });
    }
  });

  it('resumes from a checkpoint inside an epoch with its sums', async () => {
    const whole = curve(epochsOf((await train()).events));
    let batches = 0;
    const killed = train({
      settings: { checkpointSeconds: 0 },
      onEvent: (event) => {
        if (event.kind === 'batch' && ++batches === 10) throw new Error('killed');
      },
    });
    await expect(killed).rejects.toThrow('killed');
    const resumed = await train({ resume: true });
    const first = resumed.events.find((event) => event.kind === 'batch');
    expect(first).toMatchObject({ epoch: 2, step: 4 });
    expect(curve(epochsOf(resumed.events))).toEqual(whole.slice(1));
  });

  it('emits a finished fold again without training', async () => {
    const whole = await train();
    const again = await train({ resume: true });
    expect(kinds(again.events)).toEqual(['fold']);
    expect(again.outcome).toEqual(whole.outcome);
    expect(await again.network.readWeights()).toEqual(await whole.network.readWeights());
  });

  it('starts from the beginning if it does not resume', async () => {
    await train();
    const { events } = await train({ settings: { seed: 8 } });
    expect(events[0]).toMatchObject({ kind: 'fold', resumed: false, epochs: [] });
    expect(epochsOf(events)).toHaveLength(4);
  });

  it('pauses with a checkpoint, and continues', async () => {
    const whole = curve(epochsOf((await train()).events));
    let continued = false;
    const { events } = await train({
      onEvent: (event, control) => {
        if (event.kind === 'batch' && event.epoch === 2 && event.step === 3) control.ask('pause');
        if (event.kind === 'paused' && event.paused) {
          setTimeout(() => {
            continued = true;
            control.ask('run');
          }, 30);
        }
      },
    });
    expect(continued).toBe(true);
    const paused = events.findIndex((event) => event.kind === 'paused');
    expect(kinds(events).slice(paused - 1, paused + 3)).toEqual(['checkpoint', 'paused', 'paused', 'batch']);
    expect(curve(epochsOf(events))).toEqual(whole);
  });

  it('can be stopped while it is paused', async () => {
    const { outcome } = await train({
      onEvent: (event, control) => {
        if (event.kind === 'batch') control.ask('pause');
        if (event.kind === 'paused') setImmediate(() => control.ask('stop'));
      },
    });
    expect(outcome.status).toBe('stopped');
    expect((await train({ resume: true })).outcome.status).toBe('trained');
  });

  it('is cancelled immediately, without a checkpoint', async () => {
    const cancelled = train({ onEvent: (event, control) => event.kind === 'batch' && control.cancel() });
    await expect(cancelled).rejects.toMatchObject({ code: 'cancelled' });
    expect((await train({ resume: true })).events[0]).toMatchObject({ resumed: false });
  });

  it('stops early and restores the best epoch’s weights', async () => {
    const { outcome, events, network } = await train({ settings: OVERFITTING });
    const losses = epochsOf(events).map(({ validationLoss }) => validationLoss!);
    const best = losses.indexOf(Math.min(...losses)) + 1;
    expect(losses.length).toBe(best + 2);
    expect(outcome).toMatchObject({ bestEpoch: best });
    const published = await readSafetensors(foldWeightsPath(folder, 0));
    expect(published.tensors).toEqual(await network.readWeights());
    const last = await train({ settings: { ...OVERFITTING, epochs: best } });
    expect(await last.network.readWeights()).toEqual(published.tensors);
  });

  it('keeps the best epoch and its weights across a stop', async () => {
    const whole = await train({ settings: OVERFITTING });
    const best = bestEpochOf(whole);
    await train({
      settings: OVERFITTING,
      onEvent: (event, control) => {
        if (event.kind === 'batch' && event.epoch === best + 1) control.ask('stop');
      },
    });
    const published = await readSafetensors(foldWeightsPath(folder, 0));
    expect(published.tensors).toEqual(await whole.network.readWeights());
    const resumed = await train({ settings: OVERFITTING, resume: true });
    expect(bestEpochOf(resumed)).toBe(best);
    expect(await resumed.network.readWeights()).toEqual(published.tensors);
  });

  it('uses the last epoch’s weights without restoreBest or watched epochs', async () => {
    const early = { enabled: true, patience: 3, startEpoch: 0, restoreBest: false };
    expect((await train({ settings: { earlyStopping: early } })).outcome).toMatchObject({ bestEpoch: 4 });
    const late = { ...early, restoreBest: true, startEpoch: 50 };
    expect((await train({ settings: { earlyStopping: late } })).outcome).toMatchObject({ bestEpoch: 4 });
  });

  it('watches the training loss if there are no validation clips', async () => {
    const split = { ...data.split, validation: [] };
    const { events, outcome } = await train({ change: { split } });
    const epochs = epochsOf(events);
    expect(epochs[0]).toMatchObject({ validationLoss: null, validationAccuracy: null });
    const losses = epochs.map(({ loss }) => loss);
    expect(outcome).toMatchObject({ bestEpoch: losses.indexOf(Math.min(...losses)) + 1 });
  });

  it('throws if the loss is not finite', async () => {
    const failing = train({ settings: { learningRate: 1e30 } });
    await expect(failing).rejects.toMatchObject({ code: 'loss-not-finite' });
    await expect(failing).rejects.toThrow(/in epoch 1, step \d of 6.*lower learning rate/s);
  });

  describe('with several steps in flight', () => {
    const exact = (events: TrainingEvent[]) =>
      events.map((event) => {
        if (event.kind === 'batch') return { ...event, clipsPerSecond: 0 };
        return event.kind === 'epoch' ? { ...event, epoch: { ...event.epoch, seconds: 0 } } : event;
      });

    it('gives the same events, weights and checkpoints', async () => {
      const plain = await train();
      const flying = await train({ stepsInFlight: 4 });
      expect([plain.most, flying.most]).toEqual([1, 4]);
      expect(exact(flying.events)).toEqual(exact(plain.events));
      expect(await flying.network.readWeights()).toEqual(await plain.network.readWeights());
    });

    it('pauses, stops and resumes to the same curve', async () => {
      const whole = await train();
      const stopped = await train({
        stepsInFlight: 4,
        onEvent: (event, control) => {
          if (event.kind === 'batch' && event.epoch === 2 && event.step === 2) control.ask('stop');
        },
      });
      expect(stopped.outcome.status).toBe('stopped');
      const resumed = await train({ stepsInFlight: 4, resume: true });
      expect(curve(epochsOf([...stopped.events, ...resumed.events]))).toEqual(curve(epochsOf(whole.events)));
    });

    it('finds a loss that is not finite before it writes a checkpoint', async () => {
      const events: TrainingEvent[] = [];
      const failing = train({
        stepsInFlight: 4,
        settings: { learningRate: 1e30, checkpointSeconds: 0.001 },
        onEvent: (event) => events.push(event),
      });
      await expect(failing).rejects.toThrow(/in epoch 1, step \d of 6.*normalise the features\.$/);
      for (const tensor of (await (await openCheckpoints(foldFolder(folder, 0), 'hash')).load())?.weights ??
        [])
        expect(tensor.data.every(Number.isFinite), tensor.name).toBe(true);
      expect(events.every((event) => event.kind !== 'batch' || Number.isFinite(event.loss))).toBe(true);
    });
  });

  it('names the storage of a loss that is not finite, if its range is smaller', async () => {
    const settings = { learningRate: 1e30, storage: 'float16' } as const;
    await expect(train({ settings })).rejects.toThrow(/cannot be stored as float16: the storage float32 can/);
  });

  it('names the features if they are not finite', async () => {
    const rows = {
      read: (_row: number, into: Float32Array, offset: number) => into.fill(Number.NaN, offset),
    };
    await expect(train({ change: { rows: { read: (...row) => void rows.read(...row) } } })).rejects.toThrow(
      /features of a clip/,
    );
  });

  it('rejects a fold without training clips', async () => {
    await expect(train({ change: { split: { ...data.split, train: [] } } })).rejects.toMatchObject({
      code: 'empty-split',
    });
  });

  it('continues if a checkpoint cannot be written, and writes it later', async () => {
    const whole = await train({ settings: OVERFITTING });
    const best = bestEpochOf(whole);
    const store = await openCheckpoints(foldFolder(folder, 0), 'hash');
    await clearCheckpoints(folder, 0);
    let full = true;
    const refuse = () => {
      if (full) throw Object.assign(new Error('no space left'), { code: 'ENOSPC', syscall: 'write' });
    };
    const failing: CheckpointStore = {
      ...store,
      save: async (...given) => {
        refuse();
        await store.save(...given);
      },
      saveBest: async (...given) => {
        refuse();
        return store.saveBest(...given);
      },
    };
    const stopped = await train({
      settings: OVERFITTING,
      change: { checkpoints: failing },
      onEvent: (event, control) => {
        if (event.kind === 'epoch' && event.epoch.epoch === best + 1) full = false;
        if (event.kind === 'batch' && event.epoch === best + 2) control.ask('stop');
      },
    });
    const failures = stopped.events.flatMap((event) =>
      event.kind === 'checkpoint' ? [event.failure?.code ?? 'written'] : [],
    );
    expect(failures).toEqual([...Array(best).fill('disk-full'), 'written', 'written']);
    const resumed = await train({ settings: OVERFITTING, resume: true });
    expect(bestEpochOf(resumed)).toBe(best);
    expect(await resumed.network.readWeights()).toEqual(await whole.network.readWeights());
  });

  it('reports a missing folder and keeps the trained network', async () => {
    const { outcome } = await train({
      onEvent: (event) => {
        if (event.kind === 'fold') rmSync(folder, { recursive: true });
      },
    });
    expect(outcome).toMatchObject({ status: 'trained', failure: { code: 'checkpoint-not-written' } });
  });
});
