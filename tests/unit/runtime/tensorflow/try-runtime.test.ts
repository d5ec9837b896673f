import { rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it, onTestFinished, vi } from 'vitest';
import type { InstalledRuntime } from '#core/engines/tensorflow/native/installed-runtime.ts';
import { createNativeRuntime } from '#core/laboratory/runtime/native-runtime.ts';
import { installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { tryRuntime } from '#core/runtime/tensorflow/try-runtime.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { toyInstallation } from './toy-install.ts';

const PROBE = new URL('../../../../src/workers/runtime-probe.ts', import.meta.url);

/** A probe process that runs `code`. */
function probe(code: string): URL {
  const path = join(temporaryFolder(), 'probe.mjs');
  writeFileSync(path, code);
  return pathToFileURL(path);
}
const good = "process.send({ tensorflow: '2.21.0', gpu: false }, () => process.exit())";

let runtime: InstalledRuntime;
beforeAll(async () => {
  runtime = await installRuntime(toyInstallation());
});

describe('tryRuntime', () => {
  const trial = (entry: URL, more = {}) => tryRuntime({ runtime, entry, device: 'auto', ...more });

  it('gives the result of the process', async () => {
    expect(await trial(probe(good))).toEqual({ tensorflow: '2.21.0', gpu: false });
  });

  it.each([
    ['a crash', "process.stderr.write('libcuda: bad\\n', () => process.abort())", /libcuda: bad|SIGABRT/],
    [
      'a crash after a log message of TensorFlow',
      "process.stderr.write('libcuda: bad\\nI0000 00:00:1795.5 25 port.cc:153] oneDNN is on.\\n', () => process.kill(process.pid, 'SIGSEGV'))",
      /: libcuda: bad$/,
    ],
    ['an end without a message', 'process.exit(3)', /code 3/],
    ['a reason', "process.send({ problem: 'GLIBC_2.38 not found' })", /GLIBC_2.38 not found/],
    ['an invalid message', 'process.send({ tensorflow: 7 }, () => process.exit())', /code 0/],
  ])('survives %s, and gives the reason', async (_what, code, message) => {
    await expect(trial(probe(code))).rejects.toMatchObject({
      code: 'native-broken',
      message: expect.stringMatching(message),
    });
  });

  it('does not wait forever', async () => {
    const hang = probe('setInterval(() => undefined, 1000)');
    await expect(trial(hang, { timeoutSeconds: 0.5 })).rejects.toThrow(/did not answer within/);
    await expect(trial(hang, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('reports a file that is not an addon, in the real process', async () => {
    await expect(trial(PROBE)).rejects.toMatchObject({ code: 'native-broken' });
  });
});

describe('createNativeRuntime', () => {
  it('keeps a broken runtime from the job process, until it works', async () => {
    const path = probe('process.exit(9)');
    const folder = join(runtime.folder, '..');
    const native = createNativeRuntime({ folders: [folder], explicit: null, device: 'auto', probe: path });
    expect(native.environment()).toHaveProperty('NEURAL_SER_RUNTIME_FOLDER', runtime.folder);

    const broken = await native.status();
    expect(broken).toMatchObject({ works: false, reason: expect.stringContaining('code 9') });
    expect(native.environment()).toHaveProperty('NEURAL_SER_RUNTIME_REASON', broken.reason);
    expect(native.environment()).not.toHaveProperty('NEURAL_SER_RUNTIME_FOLDER');

    writeFileSync(path, good);
    expect(await native.status()).toMatchObject({ works: true, reason: null, usesGpu: false });
    expect(native.environment()).toHaveProperty('NEURAL_SER_RUNTIME_FOLDER', runtime.folder);
  });

  it('does without the fast kernels after they have ended a process, also later', () => {
    // A test that has loaded the library before in this process has set it.
    vi.stubEnv('TF_ENABLE_ONEDNN_OPTS', undefined);
    onTestFinished(() => void vi.unstubAllEnvs());
    const folder = join(runtime.folder, '..');
    const create = () =>
      createNativeRuntime({ folders: [folder], explicit: null, device: 'auto', probe: PROBE });
    const native = create();
    native.noteCrash('SIGSEGV');
    expect(native.environment()).toHaveProperty('TF_ENABLE_ONEDNN_OPTS', '1');
    native.noteCrash('SIGFPE');
    expect(native.environment()).toHaveProperty('TF_ENABLE_ONEDNN_OPTS', '0');
    expect(create().environment()).toHaveProperty('TF_ENABLE_ONEDNN_OPTS', '0');
    // The user can try them again.
    rmSync(join(folder, 'fast-kernels-failed.txt'));
    expect(create().environment()).toHaveProperty('TF_ENABLE_ONEDNN_OPTS', '1');
  });

  it('gives the folder where a runtime would be installed', async () => {
    const folders: [string] = ['/no/such/folder'];
    const native = createNativeRuntime({ folders, explicit: null, device: 'auto', probe: PROBE });
    expect(await native.status()).toMatchObject({ runtime: null, works: false, folder: '/no/such/folder' });
    expect(native.environment()).toHaveProperty('NEURAL_SER_RUNTIME_REASON');
  });
});
