import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/core/engines/judge.ts';
import { classWeights, writeTarget } from '../../src/core/training/batches.ts';
import { EARLY_STOPPING_START, observeEpoch } from '../../src/core/training/early-stopping.ts';
import { learningRateAt } from '../../src/core/training/schedule.ts';
import { OPTIMIZER_DEFAULTS } from '../../src/shared/runs.ts';

interface Golden {
  earlyStopping: {
    losses: number[];
    patience: number;
    startEpoch: number;
    restoreBest: boolean;
    waits: number[];
    stopped: boolean;
    weightsOfEpoch: number;
  }[];
  classWeights: { labels: number[]; present: number[]; weights: number[] }[];
  crossEntropy: {
    probabilities: number[];
    truth: number[];
    loss: number;
    smoothing: number;
    smoothedTargets: number[];
  };
  cosine: { totalSteps: number; rates: number[] }[];
}

const golden = JSON.parse(readFileSync(new URL('training.json', import.meta.url), 'utf8')) as Golden;

describe('training beside Keras and scikit-learn', () => {
  it.each(golden.earlyStopping.map((sequence, number) => ({ number, ...sequence })))(
    'stops and restores as Keras does, sequence $number',
    ({ losses, patience, startEpoch, restoreBest, waits, stopped, weightsOfEpoch }) => {
      const settings = { enabled: true, patience, startEpoch, restoreBest };
      let state = EARLY_STOPPING_START;
      const seen: number[] = [];
      for (const [epoch, loss] of losses.entries()) {
        // Through JSON, as a resumed run reads it.
        state = JSON.parse(JSON.stringify(observeEpoch(state, settings, epoch, loss)));
        seen.push(state.wait);
        if (state.stopped) break;
      }
      const tested = restoreBest ? (state.bestEpoch ?? seen.length - 1) : seen.length - 1;
      expect({ waits: seen, stopped: state.stopped, weightsOfEpoch: tested }).toEqual({
        waits,
        stopped,
        weightsOfEpoch,
      });
    },
  );

  it('has sequences that end both ways', () => {
    const ends = golden.earlyStopping.map(({ stopped }) => stopped);
    expect(new Set(ends)).toEqual(new Set([true, false]));
  });

  it.each(golden.classWeights)(
    'balances emotions $present as scikit-learn does',
    ({ labels, present, weights }) => {
      const clips = labels.map((emotion) => ({ row: 0, emotion }));
      const found = classWeights(
        'balanced',
        clips,
        labels.map((_, index) => index),
      );
      for (const [i, emotion] of present.entries()) expect(found[emotion]).toBeCloseTo(weights[i], 5);
    },
  );

  it('smooths targets and judges probabilities as Keras does', () => {
    const { probabilities, truth, loss, smoothing, smoothedTargets } = golden.crossEntropy;
    const targets = new Float32Array(smoothedTargets.length);
    for (const [clip, emotion] of truth.entries()) writeTarget(targets, clip * 7, 7, emotion, smoothing);
    const difference = smoothedTargets.map((value, i) => Math.abs(value - targets[i]));
    expect(Math.max(...difference)).toBeLessThan(1e-7);
    const n = truth.length;
    const plain = new Float32Array(targets.length);
    for (const [clip, emotion] of truth.entries()) writeTarget(plain, clip * 7, 7, emotion, 0);
    const batch = { targets: plain, sampleWeights: new Float32Array(n).fill(1), n };
    expect(judge(Float32Array.from(probabilities), batch).loss).toBeCloseTo(loss, 5);
  });

  it.each(golden.cosine)(
    'falls along the cosine as Keras does, $totalSteps steps',
    ({ totalSteps, rates }) => {
      const settings = {
        optimizer: { ...OPTIMIZER_DEFAULTS.sgd, learningRate: 0.02 },
        schedule: { kind: 'cosine', warmupShare: 0 } as const,
      };
      for (const [step, rate] of rates.entries()) {
        expect(learningRateAt(settings, step, totalSteps)).toBeCloseTo(rate, 8);
      }
    },
  );
});
