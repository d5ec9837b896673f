import { describe, expect, it } from 'vitest';
import {
  type EarlierEngine,
  earlierEngines,
  engineHistorySentence,
  type TrainedUntil,
} from '#shared/engine-history.ts';

const GPU = { engine: 'webgpu', device: 'GPU' };
const CPU = { engine: 'wasm', device: 'cpu' };
const NATIVE = { engine: 'tensorflow', device: 'cpu' };
const at = (epochs: number | null, steps = 0, fold = 0): TrainedUntil => ({ fold, epochs, steps });
const until = (part: typeof GPU, end: TrainedUntil): EarlierEngine => ({ ...part, until: end });

describe('the engines before the one that continues a run', () => {
  it('are none if the same engine continues, or if the run starts again', () => {
    expect(earlierEngines(GPU, GPU, at(3))).toEqual([]);
    expect(earlierEngines(GPU, CPU, null)).toEqual([]);
  });

  it('end where the next one continues', () => {
    const first = earlierEngines(GPU, CPU, at(3, 5));
    expect(first).toEqual([until(GPU, at(3, 5))]);
    const second = earlierEngines({ ...CPU, earlier: first }, NATIVE, at(1, 0, 1));
    expect(second).toEqual([until(GPU, at(3, 5)), until(CPU, at(1, 0, 1))]);
  });

  it('count another GPU of the same engine', () => {
    expect(earlierEngines(GPU, { ...GPU, device: 'other' }, at(2))).toEqual([until(GPU, at(2))]);
  });

  it('stay when a run continues with its last engine', () => {
    const earlier = [until(GPU, at(3))];
    expect(earlierEngines({ ...CPU, earlier }, CPU, at(4))).toEqual(earlier);
  });

  it('leave out one that wrote no checkpoint', () => {
    const earlier = [until(GPU, at(3))];
    expect(earlierEngines({ ...CPU, earlier }, NATIVE, at(3))).toEqual(earlier);
    expect(earlierEngines({ ...CPU, earlier }, GPU, at(3))).toEqual([]);
  });

  it('leave out what is trained again from an older checkpoint', () => {
    const earlier = [until(GPU, at(3)), until(CPU, at(5))];
    expect(earlierEngines({ ...NATIVE, earlier }, CPU, at(2))).toEqual([until(GPU, at(2))]);
    expect(earlierEngines({ ...NATIVE, earlier }, GPU, at(4, 1))).toEqual([
      until(GPU, at(3)),
      until(CPU, at(4, 1)),
    ]);
  });

  it('know that a complete fold is later than its epochs', () => {
    const earlier = [until(GPU, at(3))];
    expect(earlierEngines({ ...CPU, earlier }, NATIVE, at(null))).toEqual([...earlier, until(CPU, at(null))]);
  });
});

describe('the sentence', () => {
  const parts = (...ends: TrainedUntil[]) => ends.map((end) => until(GPU, end));

  it('is absent for one engine', () => {
    expect(engineHistorySentence(CPU, 1)).toBeNull();
    expect(engineHistorySentence({ ...CPU, earlier: [] }, 1)).toBeNull();
  });

  it.each([
    [at(3), 1, 'epoch 3'],
    [at(3, 7), 1, 'step 7 of epoch 4'],
    [at(3, 0, 1), 4, 'epoch 3 of fold 2'],
    [at(null, 0, 1), 4, 'the end of fold 2'],
    [at(null), 1, 'the test'],
    [at(2, 1, 4), 4, 'step 1 of epoch 3 of the final model'],
  ])('names the place %j of %d folds', (end, folds, place) => {
    expect(engineHistorySentence({ ...CPU, earlier: parts(end) }, folds)).toBe(
      `Several engines trained this run: until ${place} webgpu (GPU), then wasm (cpu). They agree within rounding, so no single engine repeats its results to the bit.`,
    );
  });
});
