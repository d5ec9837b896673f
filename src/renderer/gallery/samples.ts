import type { NamedSample, Sample } from './sample.ts';

const files = import.meta.glob<{ sample: Sample }>('./*.sample.tsx', { eager: true });

/** All samples, ordered by name: the `sample` of each file `NAME.sample.tsx` in this folder. */
export const SAMPLES: readonly NamedSample[] = Object.entries(files)
  .map(([path, { sample }]) => ({ name: path.slice('./'.length, -'.sample.tsx'.length), states: sample }))
  .toSorted((a, b) => (a.name < b.name ? -1 : 1));
