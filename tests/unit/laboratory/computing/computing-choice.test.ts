import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { type ComputingOptions, createComputing } from '#core/laboratory/computing/computing-choice.ts';
import { computingRequests } from '#core/laboratory/computing/requests.ts';
import type { Services } from '#core/laboratory/services.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';

const NOTHING = { adapter: null, encoders: 'cpu' };

/** A laboratory at its start, with an environment of its own. */
function start(given: Partial<ComputingOptions> & { environment?: Record<string, string> } = {}) {
  const environment = given.environment ?? {};
  const folder = given.folder ?? temporaryFolder();
  const computing = createComputing({ adapter: null, ...given, folder, environment });
  return { folder, environment, computing, file: join(folder, 'computing.json') };
}

describe('where a laboratory computes', () => {
  test('is the fastest GPU and the CPU until the user chooses, then what was chosen, also at the next start', async () => {
    const { folder, environment, computing } = start();
    expect(computing.status()).toMatchObject({
      choice: NOTHING,
      fixedBy: { adapter: null, encoders: null },
    });
    await computing.choose({ adapter: 2, encoders: 'gpu' });
    expect(environment).toEqual({ NEURAL_SER_ENCODERS: 'gpu' });
    const next = start({ folder });
    expect(next.computing.status()).toMatchObject({
      choice: { adapter: 2, encoders: 'gpu' },
      fixedBy: { adapter: null, encoders: null },
    });
    expect(next.environment).toEqual({ NEURAL_SER_ENCODERS: 'gpu' });
    expect(next.computing.environment()).toMatchObject({
      NEURAL_SER_WEBGPU_ADAPTER: '2',
      NEURAL_SER_ENCODERS: 'gpu',
    });
    // Opened again in the same process, its own choice is not taken for the user's variable.
    const again = start({ folder, environment: next.environment });
    expect(again.computing.status().fixedBy).toEqual({ adapter: null, encoders: null });
    await next.computing.choose({ adapter: null, encoders: 'cpu' });
    expect(next.environment).toEqual({});
    expect(existsSync(next.file)).toBe(false);
  });

  test('is decided by an option or a variable of this start, which the choice does not change', async () => {
    const { folder } = start();
    const first = start({ folder });
    await first.computing.choose({ adapter: 2, encoders: 'gpu' });
    const { computing, environment } = start({
      folder,
      adapter: 3,
      environment: { NEURAL_SER_ENCODERS: 'cpu' },
    });
    expect(computing.status()).toMatchObject({
      choice: { adapter: 3, encoders: 'cpu' },
      fixedBy: { adapter: 'NEURAL_SER_DEVICE', encoders: 'NEURAL_SER_ENCODERS' },
    });
    await computing.choose({ adapter: 4, encoders: 'gpu' });
    expect(environment).toEqual({ NEURAL_SER_ENCODERS: 'cpu' });
    const named = start({ folder, environment: { NEURAL_SER_WEBGPU_ADAPTER: 'Radeon' } });
    expect(named.computing.status()).toMatchObject({
      choice: { adapter: null, encoders: 'gpu' },
      fixedBy: { adapter: 'NEURAL_SER_WEBGPU_ADAPTER' },
    });
  });

  test.each(['', '{', '{"adapter":-1,"encoders":"cpu"}', '{"adapter":1,"encoders":"tpu"}'])(
    'is as if nothing was chosen for the damaged file “%s”, which the next choice replaces',
    async (text) => {
      const { folder, file } = start();
      writeFileSync(file, text);
      const { computing } = start({ folder });
      expect(computing.status().choice).toEqual(NOTHING);
      await computing.choose({ adapter: 1, encoders: 'cpu' });
      expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual({ adapter: 1, encoders: 'cpu' });
    },
  );

  test('stays as it was where it cannot be kept, with the reason', async () => {
    const { computing, environment } = start({ folder: join(temporaryFolder(), 'missing') });
    await expect(computing.choose({ adapter: 1, encoders: 'gpu' })).rejects.toMatchObject({
      code: 'folder-not-writable',
      message: expect.stringContaining('ENOENT'),
    });
    expect(computing.status().choice).toEqual(NOTHING);
    expect(environment).toEqual({});
  });

  test('rejects the GPU where ONNX Runtime has none, and keeps what was chosen', async () => {
    const { computing } = start();
    const requests = computingRequests({
      computing: { ...computing, status: () => ({ ...computing.status(), encoderGpu: null }) },
    } as unknown as Services);
    const context = { progress: () => undefined, changed: () => undefined };
    await expect(
      requests['computing.choose']({ adapter: null, encoders: 'gpu' }, context),
    ).rejects.toMatchObject({
      code: 'no-gpu',
    });
    expect(computing.status().choice).toEqual(NOTHING);
  });
});
