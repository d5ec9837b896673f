import { rmSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { featureProcesses, requireEncoder } from '#core/laboratory/encoders/encoder-memory.ts';
import { writeEncoderRecord } from '#core/runtime/encoders/installed-encoders.ts';
import { LOG_MEL } from '#shared/settings/mel-features.ts';
import { temporaryFolder } from '../../temporary-folder.ts';
import { writeTinyEncoder } from '../../tiny-encoder.ts';

const GIGABYTE = 1e9;

async function laboratoryWith(memoryBytes: number) {
  const folder = temporaryFolder();
  const features = writeTinyEncoder(join(folder, 'encoders'));
  await writeEncoderRecord(join(folder, 'encoders', 'tiny'), {
    features,
    bytes: 1,
    source: 'test',
    addedAt: '2026-11-30T00:00:00Z',
    secondsPerSecond: 1,
    memoryBytes,
  });
  return { folder, features };
}

describe('the feature workers of an encoder', () => {
  test('are as many as fit into memory, and at most one for each core', async () => {
    const { folder, features } = await laboratoryWith(GIGABYTE);
    expect(await featureProcesses(folder, features, 1.3 * GIGABYTE)).toBe(1);
    expect(await featureProcesses(folder, features, 1000 * GIGABYTE)).toBe(availableParallelism());
    expect(await featureProcesses(folder, LOG_MEL, 1)).toBe(availableParallelism());
    await expect(featureProcesses(folder, features, GIGABYTE)).rejects.toMatchObject({
      code: 'out-of-memory',
      message: expect.stringContaining('1.0 GB'),
    });
  });

  test('need the encoder before a run', async () => {
    const { folder, features } = await laboratoryWith(1);
    await requireEncoder(folder, features);
    await requireEncoder(folder, LOG_MEL);
    rmSync(join(folder, 'encoders', 'tiny', 'model.onnx'));
    await expect(requireEncoder(folder, features)).rejects.toMatchObject({ code: 'encoder-missing' });
  });
});
