import type { Epoch } from '#shared/runs.ts';

/** What two trainings with the same seed have in common: all metrics of every epoch, without the time that it took. */
export function exactCurve(epochs: readonly Epoch[]): Omit<Epoch, 'seconds'>[] {
  return epochs.map(({ seconds: _, ...metrics }) => metrics);
}
