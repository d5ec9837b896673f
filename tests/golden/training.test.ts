import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { evaluatePredictions } from '#core/engines/evaluate-predictions.ts';
import { classWeights, writeTarget } from '#core/training/batches.ts';
import { learningRateAt } from '#core/training/schedule.ts';
import { EARLY_STOPPING_START, observeEpoch } from '#shared/early-stopping.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';

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

describe('training equals Keras and scikit-learn', () => {
  it.each(golden.earlyStopping.map((sequence, number) => ({ number, ...sequence })))(
    'stops and restores as Keras, sequence $number',
    ({ losses, patience, startEpoch, restoreBest, waits, stopped, weightsOfEpoch }) => {
      const settings = { enabled: true, patience, startEpoch, restoreBest };
      let state = EARLY_STOPPING_START;
      const seen: number[] = [];
      for (const [epoch, loss] of losses.entries()) {
        // Converted to JSON and back, as in a resumed run.
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

  it('has sequences that stop early and sequences that do not', () => {
    const outcomes = golden.earlyStopping.map(({ stopped }) => stopped);
    expect(new Set(outcomes)).toEqual(new Set([true, false]));
  });

  it.each(golden.classWeights)(
    'balances emotions $present as scikit-learn',
    ({ labels, present, weights }) => {
      const clips = labels.map((emotion) => ({ row: 0, emotion }));
      const found = classWeights(
        'balanced',
        clips,
        labels.map((_, index) => index),
        7,
      );
      for (const [i, emotion] of present.entries()) expect(found[emotion]).toBeCloseTo(weights[i], 5);
    },
  );

  it('smooths targets and computes the loss as Keras', () => {
    const { probabilities, truth, loss, smoothing, smoothedTargets } = golden.crossEntropy;
    const targets = new Float32Array(smoothedTargets.length);
    for (const [clip, emotion] of truth.entries()) writeTarget(targets, clip * 7, 7, { emotion }, smoothing);
    const difference = smoothedTargets.map((value, i) => Math.abs(value - targets[i]));
    expect(Math.max(...difference)).toBeLessThan(1e-7);
    const n = truth.length;
    const plain = new Float32Array(targets.length);
    for (const [clip, emotion] of truth.entries()) writeTarget(plain, clip * 7, 7, { emotion }, 0);
    const batch = { targets: plain, sampleWeights: new Float32Array(n).fill(1), n };
    expect(
      evaluatePredictions(Float32Array.from(probabilities), batch, probabilities.length / batch.n).loss,
    ).toBeCloseTo(loss, 5);
  });

  it.each(golden.cosine)(
    'decreases the learning rate along the cosine as Keras, $totalSteps steps',
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
