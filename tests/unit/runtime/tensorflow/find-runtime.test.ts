import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import {
  deviceOfProcess,
  runtimeEnvironment,
  runtimeOfProcess,
} from '#core/engines/tensorflow/native/runtime-environment.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { temporaryFolder } from '../../../temporary-folder.ts';
import { LINUX } from '../toy-programs.ts';
import { toyInstallation } from './toy-install.ts';

describe('findRuntime', () => {
  it('finds the first folder with a runtime, or the named one', async () => {
    const first = await installRuntime(toyInstallation());
    const second = await installRuntime(toyInstallation());
    const folders = [first, second].map(({ folder }) => join(folder, '..'));
    const find = (explicit: string | null) => findRuntime({ explicit, folders, machine: LINUX });
    expect(find(null).runtime).toEqual(first);
    expect(find(second.folder).runtime).toEqual(second);
    expect(find('off')).toEqual({ runtime: null, reason: expect.stringContaining('disabled') });
    rmSync(first.folder, { recursive: true });
    expect(find(null).runtime).toEqual(second);
    expect(find(first.folder)).toEqual({ runtime: null, reason: expect.stringContaining(first.folder) });
  });

  it('rejects a runtime with a missing file, for another machine, or with an invalid manifest', async () => {
    const { folder, addon } = await installRuntime(toyInstallation());
    const find = () => findRuntime({ explicit: folder, folders: [], machine: LINUX });
    const manifest = join(folder, 'runtime.json');
    const text = readFileSync(manifest, 'utf8');

    const arm = findRuntime({ explicit: folder, folders: [], machine: { ...LINUX, arch: 'arm64' } });
    expect(arm).toEqual({ runtime: null, reason: expect.stringContaining('it is for linux-x64') });

    writeFileSync(manifest, text.replace('addon/tfjs_binding.node', '../../evil.node'));
    expect(find()).toEqual({ runtime: null, reason: expect.stringContaining('is invalid') });
    writeFileSync(manifest, text.slice(0, 100));
    expect(find()).toEqual({ runtime: null, reason: expect.stringContaining('is invalid') });
    writeFileSync(manifest, text);
    rmSync(addon);
    expect(find()).toEqual({
      runtime: null,
      reason: expect.stringContaining('tfjs_binding.node is missing'),
    });
  });

  it('requires the CUDA build if a GPU is requested', async () => {
    const { folder } = await installRuntime(toyInstallation());
    const folders = [join(folder, '..')];
    const found = findRuntime({ folders, device: 'gpu', machine: LINUX });
    expect(found).toEqual({ runtime: null, reason: expect.stringContaining('for GPUs') });
    expect(findRuntime({ folders, device: 'auto', machine: LINUX }).runtime).not.toBeNull();
  });

  it('gives the reason of the last failed installation', async () => {
    const wanted = toyInstallation({ tryOut: () => Promise.reject(new Error('it crashed')) });
    const find = () => findRuntime({ folders: [wanted.folder], machine: LINUX }).reason;
    expect(find()).toContain(
      'is not installed. Install it in Settings or with “neural-ser runtime install”.',
    );
    await expect(installRuntime(wanted)).rejects.toThrow();
    expect(find()).toMatch(
      /is not installed\. The last attempt, on \d{4}-\d\d-\d\d, failed\. .*it crashed\. /,
    );
  });

  it('names the setting whose folder has no runtime', () => {
    const { reason } = findRuntime({ explicit: temporaryFolder(), folders: [], machine: LINUX });
    expect(reason).toMatch(/There is no native runtime in .*NEURAL_SER_TENSORFLOW is set to this folder/);
  });

  it('gives the reason why this machine can have none', () => {
    const machine = { platform: 'win32', arch: 'x64', glibc: null };
    expect(findRuntime({ folders: [], machine }).reason).toContain('win32');
  });
});

describe('runtimeEnvironment', () => {
  const runtime = {
    folder: '/native/tf',
    addon: '/native/tf/addon/a.node',
    tensorflow: '2.21.0',
    addonVersion: '4.22.0',
    device: 'gpu' as const,
    libraryFolders: ['/native/tf/site/tensorflow', '/native/tf/site/nvidia/cudnn/lib'],
    bytes: 1,
    installedAt: '',
    source: '',
  };
  const found = { runtime, reason: null };

  it.runIf(process.platform === 'linux')('puts the CUDA libraries before existing ones', () => {
    expect(runtimeEnvironment(found, 'auto', { LD_LIBRARY_PATH: '/opt/lib' })).toMatchObject({
      LD_LIBRARY_PATH: '/native/tf/site/tensorflow:/native/tf/site/nvidia/cudnn/lib:/opt/lib',
      TF_FORCE_GPU_ALLOW_GROWTH: 'true',
      TF_ENABLE_ONEDNN_OPTS: '1',
    });
  });

  it("hides every GPU if the CPU is requested, and keeps the user's settings", () => {
    const environment = runtimeEnvironment(found, 'cpu', { TF_ENABLE_ONEDNN_OPTS: '0' });
    expect(environment).toMatchObject({ CUDA_VISIBLE_DEVICES: '-1', TF_ENABLE_ONEDNN_OPTS: '0' });
    expect(runtimeEnvironment(found, 'auto', {})).not.toHaveProperty('CUDA_VISIBLE_DEVICES');
    expect(deviceOfProcess(environment)).toBe('cpu');
    expect(deviceOfProcess({})).toBe('auto');
  });

  it('passes the reason why there is no runtime to the process', () => {
    const environment = runtimeEnvironment({ runtime: null, reason: 'It is raining.' }, 'auto', {});
    expect(() => runtimeOfProcess(environment)).toThrow('It is raining.');
    expect(() => runtimeOfProcess({})).toThrow(/without a native TensorFlow runtime/);
  });
});
