import type { RunSettings } from '../../shared/runs.ts';

/** A one-cycle starts and comes back to the greatest rate over this (as in fastai and PyTorch). */
const ONE_CYCLE_DIVISOR = 25;
/** Its last tenth falls from there by this factor: "several orders of magnitude" (Smith and Topin 2018). */
const ONE_CYCLE_FINAL_DIVISOR = 100;
const ONE_CYCLE_FINAL_SHARE = 0.1;

/**
 * The learning rate of one step.
 *
 * - `constant`: the optimizer's rate.
 * - `cosine`: a linear rise over the first `warmupShare` of the steps, then half a cosine to zero (Loshchilov and
 *   Hutter 2017, without restarts; Keras's `CosineDecay`, but its first step has a rate above zero).
 * - `one-cycle`: a linear rise from a 25th of the rate over the first `warmupShare`, a linear fall back to it, and a
 *   last tenth of the steps (at most half of what follows the rise) down to a 100th of that (Smith and Topin 2018,
 *   arXiv:1708.07120). A share of 0 starts at the top.
 *
 * `step` counts from 0 over the whole fold; `totalSteps` is epochs × steps of an epoch. The result is above 0 and at
 * most the optimizer's rate.
 */
export function learningRateAt(
  settings: Pick<RunSettings, 'optimizer' | 'schedule'>,
  step: number,
  totalSteps: number,
): number {
  const peak = settings.optimizer.learningRate;
  const { kind, warmupShare } = settings.schedule;
  if (kind === 'constant') return peak;
  const rise = Math.round(warmupShare * totalSteps);
  return kind === 'cosine'
    ? cosineRate(peak, step, rise, totalSteps)
    : oneCycleRate(peak, step, rise, totalSteps);
}

function cosineRate(peak: number, step: number, rise: number, totalSteps: number): number {
  if (step < rise) return (peak * (step + 1)) / rise;
  const progress = (step - rise) / (totalSteps - rise);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}

function oneCycleRate(peak: number, step: number, rise: number, totalSteps: number): number {
  const base = peak / ONE_CYCLE_DIVISOR;
  if (step < rise) return line(base, peak, step / rise);
  const rest = totalSteps - rise;
  const last = Math.min(Math.round(ONE_CYCLE_FINAL_SHARE * totalSteps), Math.floor(rest / 2));
  const fall = rest - last;
  const fallen = step - rise;
  if (fallen < fall) return line(peak, base, fallen / fall);
  return line(base, base / ONE_CYCLE_FINAL_DIVISOR, (fallen - fall + 1) / last);
}

function line(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
