import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, readdirSync, readFileSync, truncateSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished } from 'vitest';
import { ensureRuntime } from '#core/runtime/tensorflow/ensure-runtime.ts';
import { isTooSoon, lastFailure } from '#core/runtime/tensorflow/failed-install.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { installRuntime, type RuntimeInstallation } from '#core/runtime/tensorflow/install-runtime.ts';
import { removeRuntimes } from '#core/runtime/tensorflow/remove-runtimes.ts';
import { UserError } from '#shared/failure.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { TENSORFLOW_FILES, TENSORFLOW_WHEEL, writeWheel } from '../downloads/wheel-files.ts';
import { LINUX, toyPrograms } from '../toy-programs.ts';
import { toyInstallation, toyWheels } from './toy-install.ts';

const NAME = 'tensorflow-2.21.0-cpu-linux-x64';
const find = (folder: string) => findRuntime({ folders: [folder], machine: LINUX });
/** The files there, apart from the failure marker and the downloads. */
const leftovers = (folder: string) =>
  readdirSync(folder).filter((name) => name !== 'last-failure.json' && name !== 'downloads');

async function expectFailure(wanted: RuntimeInstallation, failure: object): Promise<void> {
  await expect(installRuntime(wanted)).rejects.toMatchObject(failure);
  expect(leftovers(wanted.folder)).toEqual([]);
  expect(find(wanted.folder).runtime).toBeNull();
}

/** A folder with an addon of a package. */
function toyAddon(): string {
  const folder = temporaryFolder();
  mkdirSync(join(folder, 'linux-x64'));
  writeFileSync(join(folder, 'linux-x64', 'tfjs_binding.node'), 'shipped');
  return folder;
}

/** A probe in which only an addon with this content loads. */
const worksWith =
  (content: string): NonNullable<RuntimeInstallation['tryOut']> =>
  async ({ runtime }) => {
    if (readFileSync(runtime.addon, 'utf8') === content) return { tensorflow: '2.21.0', gpu: false };
    throw new UserError('native-broken', `It does not work: version \`GLIBCXX_9.9' not found`);
  };

describe('installRuntime', () => {
  it('installs the tested runtime, and nothing else', async () => {
    const phases: string[] = [];
    const tried: string[] = [];
    const wanted = toyInstallation({
      progress: (phase) => void phases.push(phase),
      tryOut: async ({ runtime }) => {
        tried.push(readFileSync(runtime.addon, 'utf8'));
        return { tensorflow: '2.21.0', gpu: false };
      },
    });
    const runtime = await installRuntime(wanted);
    expect(tried).toEqual(['an addon']);
    expect(readdirSync(wanted.folder)).toEqual([NAME]);
    expect(readdirSync(join(wanted.folder, NAME, 'site', 'tensorflow')).sort()).toEqual([
      'libtensorflow_cc.so.2',
      'libtensorflow_framework.so.2',
    ]);
    expect(find(wanted.folder).runtime).toEqual(runtime);
    expect([...new Set(phases)].at(-1)).toBe('testing it');
  });

  it('finds an installed runtime, and replaces a damaged one', async () => {
    const wanted = toyInstallation();
    const runtime = await installRuntime(wanted);
    const nothing = { ...wanted, from: '/nowhere', run: async () => null };
    expect(await installRuntime(nothing)).toEqual(runtime);

    truncateSync(join(runtime.folder, 'site', 'tensorflow', 'libtensorflow_cc.so.2'), 3);
    expect(find(wanted.folder)).toMatchObject({ runtime: null, reason: expect.stringContaining('3 bytes') });
    await expect(installRuntime(nothing)).rejects.toMatchObject({ code: 'no-compiler' });
    const { installedAt } = await installRuntime(wanted);
    expect(find(wanted.folder).runtime).toMatchObject({ installedAt });
    expect(leftovers(wanted.folder)).toEqual([NAME]);
  });

  it('replaces a complete runtime that does not work', async () => {
    const wanted = toyInstallation();
    const { installedAt, folder } = await installRuntime(wanted);
    const tried: string[] = [];
    const tryOut: RuntimeInstallation['tryOut'] = async ({ runtime }) => {
      tried.push(runtime.folder);
      if (runtime.folder === folder) throw new UserError('native-broken', 'It does not work.');
      return { tensorflow: '2.21.0', gpu: false };
    };
    expect((await installRuntime({ ...wanted, tryOut })).installedAt).not.toBe(installedAt);
    expect(tried).toEqual([folder, expect.stringContaining('staging-')]);
    expect(leftovers(wanted.folder)).toEqual([NAME]);

    // If the new one does not work either, the old one is kept and the reason is reported.
    const never = () => Promise.reject(new UserError('native-broken', 'It does not work.'));
    await expect(installRuntime({ ...wanted, tryOut: never })).rejects.toMatchObject({
      code: 'native-broken',
    });
    expect(leftovers(wanted.folder)).toEqual([NAME]);
  });

  it('takes CUDA from the wheels that TensorFlow requires, in their own layout', async () => {
    const from = toyWheels();
    const metadata = 'Requires-Dist: nvidia-cudnn-cu12<10.0,>=9.3.0.75; extra == "and-cuda"\n';
    writeWheel(from, TENSORFLOW_WHEEL.replace('_cpu', ''), TENSORFLOW_FILES, metadata);
    const cudnn = 'nvidia_cudnn_cu12-9.10.2.21-py3-none-manylinux_2_27_x86_64.whl';
    writeWheel(from, cudnn, {
      'nvidia/cudnn/lib/libcudnn.so.9': 'cuDNN',
      'nvidia/cudnn/include/cudnn.h': '',
    });
    const tryOut = async () => ({ tensorflow: '2.21.0', gpu: true });
    const runtime = await installRuntime(toyInstallation({ from, device: 'gpu', tryOut }));
    expect(runtime.libraryFolders.map((path) => path.slice(runtime.folder.length + 1))).toEqual([
      'site/tensorflow',
      'site/nvidia/cudnn/lib',
    ]);
    expect(existsSync(join(runtime.folder, 'site/nvidia/cudnn/lib/libcudnn.so.9'))).toBe(true);

    // The same without a usable GPU: gigabytes are not kept for nothing.
    await expectFailure(toyInstallation({ from, device: 'gpu' }), { code: 'native-broken' });
  });

  it('takes the addon of a package, and needs no compiler', async () => {
    const runtime = await installRuntime(
      toyInstallation({ prebuilt: toyAddon(), run: async () => null, tryOut: worksWith('shipped') }),
    );
    expect(readFileSync(runtime.addon, 'utf8')).toBe('shipped');
    expect(runtime.source).toMatch(/, addon of the package$/);
    expect(readdirSync(join(runtime.folder, 'site', 'tensorflow'))).not.toContain('include');
  });

  it('compiles an addon where that of the package does not load, or says why neither works', async () => {
    const tried: string[] = [];
    const tryOut: RuntimeInstallation['tryOut'] = (trial) => {
      tried.push(readFileSync(trial.runtime.addon, 'utf8'));
      return worksWith('an addon')(trial);
    };
    const wanted = toyInstallation({ prebuilt: toyAddon(), tryOut });
    const runtime = await installRuntime(wanted);
    expect(tried).toEqual(['shipped', 'an addon']);
    expect(runtime.source).toMatch(/, addon compiled here$/);
    expect(find(wanted.folder).runtime).toEqual(runtime);
    expect(readdirSync(join(runtime.folder, 'site', 'tensorflow'))).not.toContain('include');

    await expectFailure(toyInstallation({ prebuilt: toyAddon(), tryOut, run: async () => null }), {
      code: 'native-broken',
      message: expect.stringMatching(/GLIBCXX_9\.9' not found.* needs a C\+\+ compiler/),
    });
  });

  it('without pip and an index names the file to get, with its checksum', async () => {
    const wanted = { from: null, allowUnknown: false, prebuilt: toyAddon(), run: async () => null };
    await expectFailure(toyInstallation(wanted), {
      code: 'no-index',
      message: expect.stringMatching(
        /tensorflow_cpu-2\.21\.0-\S+\.whl \(274 MB, SHA-256 2b847d217b[0-9a-f]{54}\)/,
      ),
    });
  });

  it('reports what is missing before anything is downloaded', async () => {
    const fetched: string[] = [];
    const only = (programs: string[]): RuntimeInstallation['run'] => {
      return async (program, values, options) => {
        if (program.includes('python')) fetched.push(program);
        return programs.includes(program) ? toyPrograms(program, values, options) : null;
      };
    };
    await expectFailure(toyInstallation({ run: only([]), from: null }), { code: 'no-compiler' });
    const free = async () => 1e6;
    await expectFailure(toyInstallation({ free, from: null, run: only(['c++']) }), { code: 'disk-full' });
    const machine = { platform: 'win32', arch: 'x64', glibc: null };
    await expectFailure(toyInstallation({ machine }), { code: 'native-unsupported' });
    const alpine = { ...LINUX, glibc: null };
    await expectFailure(toyInstallation({ machine: alpine }), { code: 'native-unsupported' });
    await expectFailure(toyInstallation({ device: 'gpu', machine: { ...LINUX, arch: 'arm64' } }), {
      code: 'native-unsupported',
    });
    const noCard: RuntimeInstallation['run'] = async (program, ...rest) =>
      program === 'nvidia-smi'
        ? { code: 9, signal: null, stdout: 'No devices were found\n', stderr: '' }
        : only(['c++'])!(program, ...rest);
    await expectFailure(toyInstallation({ device: 'gpu', from: null, run: noCard }), {
      code: 'no-gpu',
      message: expect.stringContaining('No devices were found'),
    });
    expect(fetched).toEqual([]);
  });

  it('leaves nothing behind when the disk becomes full, the build fails, or the runtime does not work', async () => {
    const failing = (program: string, stderr: string): RuntimeInstallation['run'] => {
      return async (called, values, options) =>
        called === program && values.includes('-o')
          ? { code: 1, signal: null, stdout: '', stderr }
          : toyPrograms(called, values, options);
    };
    const full = failing('c++', '/usr/bin/ld: final link failed: No space left on device\n');
    await expectFailure(toyInstallation({ run: full }), { code: 'disk-full' });
    const wrong = failing('c++', 'tfjs_backend.cc:9: fatal error: tensorflow/c/tf_status.h: No such file\n');
    await expectFailure(toyInstallation({ run: wrong }), {
      code: 'addon-build-failed',
      message: expect.stringContaining('tf_status.h'),
    });
    const tryOut = async () => {
      throw Object.assign(new Error('write failed'), { code: 'ENOSPC' });
    };
    await expectFailure(toyInstallation({ tryOut }), { code: 'disk-full' });
  });

  it('rejects a damaged wheel, and deletes one that it downloaded itself', async () => {
    const from = toyWheels();
    truncateSync(join(from, TENSORFLOW_WHEEL), 300);
    await expectFailure(toyInstallation({ from }), { code: 'corrupted' });
    expect(existsSync(join(from, TENSORFLOW_WHEEL))).toBe(true);

    const wanted = toyInstallation({ from: null });
    const downloads = join(wanted.folder, 'downloads');
    mkdirSync(downloads, { recursive: true });
    writeFileSync(join(downloads, TENSORFLOW_WHEEL), 'half a wheel');
    await expectFailure(wanted, { code: 'corrupted' });
    expect(readdirSync(downloads)).toEqual([]);
  });

  it('reports a missing network, and keeps downloads for another attempt', async () => {
    const index = 'http://127.0.0.1:9/pypi';
    await expectFailure(toyInstallation({ from: null, index }), { code: 'download-failed' });

    const wanted = toyInstallation({ from: null, index });
    const downloads = join(wanted.folder, 'downloads');
    mkdirSync(downloads, { recursive: true });
    writeWheel(downloads, TENSORFLOW_WHEEL, TENSORFLOW_FILES);
    const broken = { ...wanted, tryOut: () => Promise.reject(new Error('no')) };
    await expectFailure(broken, { code: 'native-install-failed' });
    expect(readdirSync(downloads)).toEqual([TENSORFLOW_WHEEL]);
    expect((await installRuntime(wanted)).source).toContain('fetched before');
    expect(readdirSync(wanted.folder)).toEqual([NAME]);
  });

  it('leaves nothing when it is cancelled, at any phase', async () => {
    for (const at of ['unpacking', 'stripping', 'building', 'testing']) {
      const cancellation = new AbortController();
      const wanted = toyInstallation({
        signal: cancellation.signal,
        progress: (phase) => phase.startsWith(at) && cancellation.abort(),
        tryOut: async ({ signal }) => {
          if (signal?.aborted) throw new Error('killed');
          return { tensorflow: '2.21.0', gpu: false };
        },
        run: async (program, values, options) => {
          if (options?.signal?.aborted) throw new Error('killed');
          return toyPrograms(program, values, options);
        },
      });
      await expectFailure(wanted, { code: 'cancelled' });
      expect(lastFailure(wanted.folder)).toBeNull();
    }
  });

  it('reports that the folder cannot be created', async () => {
    const file = join(temporaryFolder(), 'file');
    writeFileSync(file, '');
    await expect(installRuntime(toyInstallation({ folder: join(file, 'native') }))).rejects.toMatchObject({
      code: 'folder-not-writable',
    });
  });
});

describe('several processes', () => {
  const script = join(import.meta.dirname, 'toy-install-process.ts');
  function start(folder: string, wheels: string, log: string, ...more: string[]) {
    const child = spawn(process.execPath, [script, folder, wheels, log, ...more], { stdio: 'inherit' });
    onTestFinished(() => void child.kill('SIGKILL'));
    return { child, code: new Promise((resolve) => child.once('exit', resolve)) };
  }
  const trials = (log: string) => (existsSync(log) ? readFileSync(log, 'utf8').split('\n').length - 1 : 0);

  it('install once when two start together', async () => {
    const { folder, from } = toyInstallation();
    const log = join(dirname(folder), 'log');
    const both = [start(folder, from!, log), start(folder, from!, log)];
    expect(await Promise.all(both.map(({ code }) => code))).toEqual([0, 0]);
    expect(trials(log)).toBe(1);
    expect(readdirSync(folder)).toEqual([NAME]);
  });

  it('clean up after one that was killed, and use nothing of it', async () => {
    const wanted = toyInstallation();
    const log = join(dirname(wanted.folder), 'log');
    const killed = start(wanted.folder, wanted.from!, log, 'hang');
    while (trials(log) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    killed.child.kill('SIGKILL');
    await killed.code;
    expect(readdirSync(wanted.folder).some((name) => name.startsWith('staging-'))).toBe(true);
    expect(find(wanted.folder).runtime).toBeNull();
    await installRuntime(wanted);
    expect(readdirSync(wanted.folder)).toEqual([NAME]);
  });

  it('wait for a live one until they are cancelled', async () => {
    const wanted = toyInstallation();
    const log = join(dirname(wanted.folder), 'log');
    start(wanted.folder, wanted.from!, log, 'hang');
    while (trials(log) === 0) await new Promise((resolve) => setTimeout(resolve, 20));
    const cancellation = new AbortController();
    const phases: string[] = [];
    const progress = (phase: string) => {
      phases.push(phase);
      cancellation.abort();
    };
    await expect(installRuntime({ ...wanted, progress, signal: cancellation.signal })).rejects.toMatchObject({
      code: 'cancelled',
    });
    expect(phases).toEqual([expect.stringContaining('waiting')]);
  });
});

describe('ensureRuntime', () => {
  const search = (folder: string, explicit: string | null = null) => ({
    explicit,
    folders: [folder],
    machine: LINUX,
  });

  it('installs a missing runtime, once', async () => {
    const wanted = toyInstallation();
    expect(await ensureRuntime(search(wanted.folder), wanted)).toMatchObject({
      installed: true,
      failure: null,
    });
    expect(await ensureRuntime(search(wanted.folder), wanted)).toMatchObject({
      installed: false,
      failure: null,
    });
  });

  it('does not retry for a day after a failed download, and reports the failure as new only once', async () => {
    const attempts: string[] = [];
    const wanted = toyInstallation({
      tryOut: async () => {
        attempts.push('tried');
        throw new Error('it crashed');
      },
    });
    const first = await ensureRuntime(search(wanted.folder), wanted);
    expect(first).toMatchObject({ found: { runtime: null }, failure: { known: false } });
    const second = await ensureRuntime(search(wanted.folder), wanted);
    expect(second.failure).toEqual({ ...first.failure, known: true });
    expect(attempts).toHaveLength(1);
    const failure = lastFailure(wanted.folder);
    expect(isTooSoon(failure, Date.now() + 25 * 3_600_000)).toBe(false);
    // An explicit request is not delayed, and a success removes the marker.
    await installRuntime({ ...wanted, tryOut: toyInstallation().tryOut });
    expect(lastFailure(wanted.folder)).toBeNull();
  });

  it('checks again each time for failures that are found quickly', async () => {
    const wanted = toyInstallation({ run: async () => null });
    expect((await ensureRuntime(search(wanted.folder), wanted)).failure).toMatchObject({ known: false });
    expect((await ensureRuntime(search(wanted.folder), wanted)).failure).toMatchObject({ known: true });
    expect((await ensureRuntime(search(wanted.folder), { ...wanted, run: toyPrograms })).installed).toBe(
      true,
    );
  });

  it('does nothing if the user named a runtime or disabled it', async () => {
    const wanted = toyInstallation();
    for (const explicit of ['off', '/no/such/runtime']) {
      expect(await ensureRuntime(search(wanted.folder, explicit), wanted)).toMatchObject({
        found: { runtime: null },
        installed: false,
        failure: null,
      });
    }
    expect(existsSync(wanted.folder)).toBe(false);
  });

  it('ignores an unreadable marker', async () => {
    const { folder } = toyInstallation();
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, 'last-failure.json'), '{"tensor');
    expect(lastFailure(folder)).toBeNull();
  });
});

describe('removeRuntimes', () => {
  it('removes files of installations, and nothing else', async () => {
    const wanted = toyInstallation();
    const { bytes } = await installRuntime(wanted);
    writeFileSync(join(wanted.folder, 'letter.txt'), 'not ours');
    mkdirSync(join(wanted.folder, 'staging-abc123'));
    expect(await removeRuntimes(wanted.folder)).toBeGreaterThanOrEqual(bytes);
    expect(readdirSync(wanted.folder)).toEqual(['letter.txt']);
    expect(await removeRuntimes(wanted.folder)).toBe(0);
    expect(await removeRuntimes('/no/such/folder')).toBe(0);
  });
});
