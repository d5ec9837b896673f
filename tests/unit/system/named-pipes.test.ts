import { execFileSync } from 'node:child_process';
import { mkdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { rememberedMeasurements } from '#core/engines/webgpu/remembered-measurements.ts';
import { openFeatureRows } from '#core/features/cache/feature-rows.ts';
import { checkedEncoderFiles } from '#core/features/encoder/encoder-files.ts';
import { readNpy } from '#core/features/npy.ts';
import { checkWheel } from '#core/runtime/downloads/pinned-wheels.ts';
import { installedEncoder } from '#core/runtime/encoders/installed-encoders.ts';
import { lastFailure } from '#core/runtime/tensorflow/failed-install.ts';
import { withInstallLock } from '#core/runtime/tensorflow/install-lock.ts';
import { replaceTextSync } from '#core/system/open-regular-file.ts';
import { readUpdateSource } from '#main/updates.ts';
import { readWindowPosition, writeWindowPosition } from '#main/window-position.ts';
import { temporaryFolder } from '../../temporary-folder.ts';

/**
 * Opening a named pipe waits for its other end: one of Node's four threads for files, or the calling thread. These are the
 * files of a laboratory that somebody can replace; the experiment log is tested with the database.
 */
describe.skipIf(process.platform === 'win32')('a named pipe', { timeout: 10_000 }, () => {
  let folder = '';
  beforeEach(() => {
    folder = temporaryFolder();
  });
  const pipe = (...names: string[]) => {
    const path = join(folder, ...names);
    mkdirSync(dirname(path), { recursive: true });
    execFileSync('mkfifo', [path]);
    return path;
  };
  const refused = { code: 'ENOTFILE' };

  test('as the record or a file of an encoder: the encoder is not installed', async () => {
    pipe('tiny', 'encoder.json');
    expect(await installedEncoder(folder, { encoder: 'tiny' })).toBeNull();
    pipe('tiny', 'model.onnx');
    const features = { encoder: 'tiny', files: [{ name: 'model.onnx', sha256: '0'.repeat(64) }] };
    // biome-ignore lint/suspicious/noExplicitAny: the other settings are not read
    await expect(checkedEncoderFiles(folder, features as any)).rejects.toMatchObject({
      code: 'encoder-missing',
    });
  });

  test('as a wheel of native TensorFlow', async () => {
    const options = { allowUnknown: false, given: true };
    await expect(checkWheel(pipe('a.whl'), options)).rejects.toMatchObject(refused);
  });

  test('as a file of an installation', async () => {
    pipe('last-failure.json');
    expect(lastFailure(folder)).toBeNull();
    pipe('install.lock');
    await expect(withInstallLock(folder, async () => 0)).rejects.toMatchObject({ code: 'not-a-file' });
  });

  test('as an array, or as features', () => {
    expect(() => readNpy(pipe('a.npy'))).toThrow('a named pipe');
    expect(() => openFeatureRows(pipe('a.rows'), 4)).toThrow(
      expect.objectContaining({ code: 'damaged-cache' }),
    );
  });

  test('as what was measured about a GPU: it is measured again', async () => {
    const remembered = rememberedMeasurements(pipe('gpu.json'), {
      schema: z.object({ seconds: z.number() }),
      missing: { seconds: 0 },
      crashed: '',
      failed: '',
    });
    expect(await remembered.known('one')).toBeNull();
    expect(await remembered.measured('one', async () => ({ seconds: 1 }))).toEqual({
      seconds: 1,
      failure: null,
    });
    expect(await remembered.known('one')).toEqual({ seconds: 1, failure: null });
  });

  test('as a file of the window', () => {
    const position = { x: 0, y: 0, width: 1, height: 1, maximized: false };
    const file = pipe('window.json');
    expect(readWindowPosition(file)).toBeNull();
    const failures: unknown[] = [];
    writeWindowPosition(file, position, (error) => failures.push(error));
    expect(failures).toMatchObject([{ code: 'ENXIO' }]);
    pipe('app-update.yml');
    expect(readUpdateSource(folder)).toBeNull();
    expect(() => replaceTextSync(pipe('updates.json'), '{}')).toThrow('ENXIO');
  });
});
