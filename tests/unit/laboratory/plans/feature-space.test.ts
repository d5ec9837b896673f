import { expect, it } from 'vitest';
import { featureSpaceWarnings } from '#core/laboratory/plans/feature-space.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

/** A matrix of `LOG_MEL`. */
const CLIP_BYTES = 64 * 151 * 4;
const warningsOf = (missing: number, free: number) =>
  featureSpaceWarnings('/lab', [{ features: LOG_MEL, missing }], async () => free);

it('says nothing of few features', async () => {
  expect(await warningsOf(0, 0)).toEqual([]);
  expect(await warningsOf(1000, 1000 * CLIP_BYTES)).toEqual([]);
  expect(await featureSpaceWarnings(temporaryFolder(), [{ features: LOG_MEL, missing: 1 }])).toEqual([]);
});

it('says how much many features take', async () => {
  expect(await warningsOf(9 * 12_000, 1e12)).toEqual(['The features take 4.2 GB in /lab.']);
});

it('warns if there is not enough space, also for few', async () => {
  expect(await warningsOf(1000, 1000 * CLIP_BYTES - 1)).toEqual([
    'The features need 39 MB in /lab, and 39 MB are free. Free some space, or choose fewer other recordings.',
  ]);
});

it('counts both parts of joined features', async () => {
  const parts = [
    { features: LOG_MEL, missing: 9 * 12_000 },
    { features: { ...LOG_MEL, melBands: 32 }, missing: 9 * 12_000 },
  ];
  expect(await featureSpaceWarnings('/lab', parts, async () => 1e12)).toEqual([
    'The features take 6.3 GB in /lab.',
  ]);
});
