/** The order of several adapters, whose speeds are measured once. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { GpuAdapter } from '#core/engines/adapter-report.ts';
import { adapterSpeeds } from '#core/engines/webgpu/adapter-speeds.ts';
import { type OpenedAdapter, openAdapters } from '#core/engines/webgpu/adapters.ts';
import { fastest } from '#core/engines/webgpu/choose-adapter.ts';
import { openGpu } from '#core/engines/webgpu/gpu.ts';
import { measureStep } from '#core/engines/webgpu/measure-adapter.ts';
import { whyNoWebgpu } from '../../../webgpu-adapter.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-speeds-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `${files++}.json`);

function about(number: number, given: Partial<GpuAdapter> = {}): GpuAdapter {
  return {
    ...{ number, name: `GPU ${number}`, backend: 'vulkan', vendor: 'maker', architecture: '' },
    ...{ driver: 'driver 1.0', software: false, maxArrayBytes: 2 ** 31, maxWorkgroupBytes: 2 ** 15 },
    ...{ subgroupSizes: null },
    ...given,
  };
}

const opened = (...adapters: GpuAdapter[]) => adapters.map((each) => ({ about: each }) as OpenedAdapter);
const MILLISECONDS: Record<string, number> = { 'GPU 1': 40, 'GPU 2': 9, 'GPU 3': 25 };
const measuring = () => vi.fn(async (adapter: OpenedAdapter) => MILLISECONDS[adapter.about.name]);

describe('the fastest adapter', () => {
  test('is the one with the shortest step; each is measured once, also by other processes', async () => {
    const file = newFile();
    const all = opened(about(1), about(2), about(3));
    const measure = measuring();
    for (let process = 0; process < 3; process++)
      expect(await fastest(all, adapterSpeeds(file, '0.6'), measure)).toBe(all[1]);
    expect(measure).toHaveBeenCalledTimes(3);
  });

  test('is never a software adapter, and a single GPU is not measured', async () => {
    const software = about(1, { software: true });
    const measure = measuring();
    const [first, second] = opened(software, about(2));
    expect(await fastest([first, second], adapterSpeeds(null, '0.6'), measure)).toBe(second);
    expect(measure).not.toHaveBeenCalled();
    await expect(fastest([first], adapterSpeeds(null, '0.6'), measure)).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringContaining('--device 1'),
    });
  });

  test('is measured again after a new driver or a new version of the library', async () => {
    const file = newFile();
    const measure = measuring();
    await fastest(opened(about(1), about(2)), adapterSpeeds(file, '0.6'), measure);
    await fastest(opened(about(1), about(2, { driver: 'driver 2.0' })), adapterSpeeds(file, '0.6'), measure);
    expect(measure).toHaveBeenCalledTimes(3);
    await fastest(opened(about(1), about(2)), adapterSpeeds(file, '0.7'), measure);
    expect(measure).toHaveBeenCalledTimes(5);
  });

  test('is none whose measurement fails, now or later', async () => {
    const file = newFile();
    const all = opened(about(1), about(2));
    const measure = vi.fn(async (adapter: OpenedAdapter) => {
      if (adapter === all[1]) throw new Error('A kernel does not compile.');
      return 40;
    });
    for (let process = 0; process < 2; process++)
      expect(await fastest(all, adapterSpeeds(file, '0.6'), measure)).toBe(all[0]);
    expect(measure).toHaveBeenCalledTimes(2);
    expect(await adapterSpeeds(file, '0.6').known(all[1].about)).toEqual({
      stepMilliseconds: null,
      failure: expect.stringContaining('could not be measured'),
    });
    const broken = async () => Promise.reject(new Error('No device.'));
    await expect(fastest(all, adapterSpeeds(null, '0.6'), broken)).rejects.toMatchObject({
      code: 'engine-unavailable',
      message: expect.stringMatching(/1 \(GPU 1\).*2 \(GPU 2\)/),
    });
  });
});

describe('remembered speeds', () => {
  test('say that a driver ended the process during the measurement', async () => {
    const file = newFile();
    let during = '';
    const measure = async () => {
      // What another process would find if this one ended here.
      during = readFileSync(file, 'utf8');
      return 5;
    };
    await adapterSpeeds(file, '0.6').measured(about(1), measure);
    const again = vi.fn(async () => 5);
    // This process still runs, so it counts as measuring.
    const beside = newFile();
    writeFileSync(beside, during);
    expect((await adapterSpeeds(beside, '0.6').measured(about(1), again)).stepMilliseconds).toBe(5);
    again.mockClear();
    const later = newFile();
    writeFileSync(later, during.replace(/"pid": \d+/, '"pid": 99999999'));
    expect(await adapterSpeeds(later, '0.6').measured(about(1), again)).toEqual({
      stepMilliseconds: null,
      failure: expect.stringContaining('Its driver ended the program'),
    });
    expect(again).not.toHaveBeenCalled();
  });

  test('are replaced if the file is damaged, and not needed if it cannot be written', async () => {
    const file = newFile();
    writeFileSync(file, '{"half');
    expect((await adapterSpeeds(file, '0.6').measured(about(1), async () => 5)).stepMilliseconds).toBe(5);
    expect((await adapterSpeeds(file, '0.6').known(about(1))).stepMilliseconds).toBe(5);
    const nowhere = join(folder, 'missing', 'speeds.json');
    expect((await adapterSpeeds(nowhere, '0.6').measured(about(1), async () => 5)).stepMilliseconds).toBe(5);
  });
});

test.skipIf(whyNoWebgpu)(
  'a step is measured on the software adapter, which can be opened afterwards',
  { timeout: 600_000 },
  async () => {
    const [adapter] = await openAdapters();
    expect(await measureStep(adapter, 1)).toBeGreaterThan(1);
    using gpu = await openGpu(adapter);
    expect(gpu.about.number).toBe(1);
  },
);
