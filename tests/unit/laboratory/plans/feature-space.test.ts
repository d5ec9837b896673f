import { expect, it } from 'vitest';
import { featureSpaceWarnings, requireFeatureSpace } from '#core/laboratory/plans/feature-space.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

/** A matrix of `LOG_MEL`. */
const CLIP_BYTES = 64 * 151 * 4;
const warningsOf = (missing: number, free: number) =>
  featureSpaceWarnings('/lab', [{ part: LOG_MEL, clips: { length: missing } }], async () => free);

it('says nothing of few features', async () => {
  expect(await warningsOf(0, 0)).toEqual([]);
  expect(await warningsOf(1000, 1000 * CLIP_BYTES)).toEqual([]);
  expect(await featureSpaceWarnings(temporaryFolder(), [{ part: LOG_MEL, clips: { length: 1 } }])).toEqual(
    [],
  );
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
    { part: LOG_MEL, clips: { length: 9 * 12_000 } },
    { part: { ...LOG_MEL, melBands: 32 }, clips: { length: 9 * 12_000 } },
  ];
  expect(await featureSpaceWarnings('/lab', parts, async () => 1e12)).toEqual([
    'The features take 6.3 GB in /lab.',
  ]);
});

it('ends an evaluation for which there is not enough space', async () => {
  const asked = (free: number) =>
    requireFeatureSpace('/lab', [{ part: LOG_MEL, clips: { length: 9 * 12_000 } }], async () => free);
  expect(await asked(1e12)).toEqual(['The features take 4.2 GB in /lab.']);
  await expect(asked(1e9)).rejects.toMatchObject({
    code: 'disk-full',
    message: expect.stringContaining('need 4.2 GB in /lab, and 1.0 GB are free'),
  });
});
