import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { ScheduleKind } from '#shared/settings/schedule.ts';

/** A one-cycle schedule starts and returns to the peak rate divided by this (as in fastai and PyTorch). */
const ONE_CYCLE_DIVISOR = 25;
/** In the last tenth, the rate falls further by this factor: "several orders of magnitude" (Smith and Topin 2018). */
const ONE_CYCLE_FINAL_DIVISOR = 100;
const ONE_CYCLE_FINAL_SHARE = 0.1;

/**
 * The learning rate of one step.
 *
 * - `constant`: the optimizer's rate.
 * - `cosine`: a linear rise over the first `warmupShare` of the steps, then half a cosine to zero (Loshchilov and
 *   Hutter 2017, without restarts; Keras's `CosineDecay`, but its first step has a rate above zero).
 * - `one-cycle`: a linear rise from a 25th of the rate over the first `warmupShare`, a linear fall back to it, and a
 *   last tenth of the steps (at most half of the steps after the rise) down to a 100th of that (Smith and Topin 2018,
 *   arXiv:1708.07120). A share of 0 starts at the peak.
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
  return RATES[kind](peak, step, Math.round(warmupShare * totalSteps), totalSteps);
}

/** The rate of a step; `rise`: the steps of the warm-up. A kind without a formula does not compile. */
const RATES: Record<ScheduleKind, (peak: number, step: number, rise: number, totalSteps: number) => number> =
  {
    constant: (peak) => peak,
    cosine: cosineRate,
    'one-cycle': oneCycleRate,
  };

function cosineRate(peak: number, step: number, rise: number, totalSteps: number): number {
  if (step < rise) return (peak * (step + 1)) / rise;
  const progress = (step - rise) / (totalSteps - rise);
  return (peak * (1 + Math.cos(Math.PI * progress))) / 2;
}

function oneCycleRate(peak: number, step: number, rise: number, totalSteps: number): number {
  const base = peak / ONE_CYCLE_DIVISOR;
  if (step < rise) return interpolate(base, peak, step / rise);
  const rest = totalSteps - rise;
  const last = Math.min(Math.round(ONE_CYCLE_FINAL_SHARE * totalSteps), Math.floor(rest / 2));
  const fall = rest - last;
  const sincePeak = step - rise;
  if (sincePeak < fall) return interpolate(peak, base, sincePeak / fall);
  return interpolate(base, base / ONE_CYCLE_FINAL_DIVISOR, (sincePeak - fall + 1) / last);
}

function interpolate(from: number, to: number, share: number): number {
  return from + (to - from) * share;
}
