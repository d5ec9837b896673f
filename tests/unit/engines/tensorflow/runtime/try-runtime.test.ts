import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { beforeAll, describe, expect, it } from 'vitest';
import { installRuntime } from '../../../../../src/core/engines/tensorflow/runtime/install-runtime.ts';
import type { InstalledRuntime } from '../../../../../src/core/engines/tensorflow/runtime/installed-runtime.ts';
import { tryRuntime } from '../../../../../src/core/engines/tensorflow/runtime/try-runtime.ts';
import { createNativeRuntime } from '../../../../../src/core/laboratory/native-runtime.ts';
import { temporaryFolder } from '../../../../temporary-folder.ts';
import { toyInstallation } from './toy-install.ts';

const PROBE = new URL('../../../../../src/compute/runtime-probe.ts', import.meta.url);

/** A probe process that does as `code` says. */
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

  it('gives what the process found', async () => {
    expect(await trial(probe(good))).toEqual({ tensorflow: '2.21.0', gpu: false });
  });

  it.each([
    ['a crash', "process.stderr.write('libcuda: bad\\n', () => process.abort())", /libcuda: bad|SIGABRT/],
    [
      'a crash after TensorFlow said something of itself',
      "process.stderr.write('libcuda: bad\\nI0000 00:00:1795.5 25 port.cc:153] oneDNN is on.\\n', () => process.kill(process.pid, 'SIGSEGV'))",
      /: libcuda: bad$/,
    ],
    ['an end without a word', 'process.exit(3)', /code 3/],
    ['a reason', "process.send({ problem: 'GLIBC_2.38 not found' })", /GLIBC_2.38 not found/],
    ['nonsense', 'process.send({ tensorflow: 7 }, () => process.exit())', /code 0/],
  ])('survives %s, and says why', async (_what, code, message) => {
    await expect(trial(probe(code))).rejects.toMatchObject({
      code: 'native-broken',
      message: expect.stringMatching(message),
    });
  });

  it('does not wait for ever', async () => {
    const hang = probe('setInterval(() => undefined, 1000)');
    await expect(trial(hang, { timeoutSeconds: 0.5 })).rejects.toThrow(/no answer within/);
    await expect(trial(hang, { signal: AbortSignal.timeout(300) })).rejects.toMatchObject({
      code: 'cancelled',
    });
  });

  it('says that an addon is none, in the real process', async () => {
    await expect(trial(PROBE)).rejects.toMatchObject({ code: 'native-broken' });
  });
});

describe('createNativeRuntime', () => {
  it('keeps a runtime that does not work from the compute process, until it does', async () => {
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

  it('says where it would be installed when there is none', async () => {
    const folders: [string] = ['/no/such/folder'];
    const native = createNativeRuntime({ folders, explicit: null, device: 'auto', probe: PROBE });
    expect(await native.status()).toMatchObject({ runtime: null, works: false, folder: '/no/such/folder' });
    expect(native.environment()).toHaveProperty('NEURAL_SER_RUNTIME_REASON');
  });
});
