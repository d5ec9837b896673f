/** The search for the fastest tile, and what is remembered of it. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test, vi } from 'vitest';
import type { GpuAdapter } from '#core/engines/adapter-report.ts';
import { adapterTiles } from '#core/engines/webgpu/adapter-tiles.ts';
import type { OpenedAdapter } from '#core/engines/webgpu/adapters.ts';
import { chooseProducts } from '#core/engines/webgpu/choose-adapter.ts';
import { DEFAULT_TILE, TILES, tilesWithin } from '#core/engines/webgpu/kernels/tile.ts';
import { timeTiles } from '#core/engines/webgpu/tile-search.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { headed } from '../networks.ts';

const folder = mkdtempSync(join(tmpdir(), 'gpu-tiles-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
let files = 0;
const newFile = () => join(folder, `${files++}.json`);

const ADAPTER: GpuAdapter = {
  ...{ number: 1, name: 'GPU 1', backend: 'vulkan', vendor: 'maker', architecture: '' },
  ...{ driver: 'driver 1.0', software: false, maxArrayBytes: 2 ** 31, maxWorkgroupBytes: 2 ** 15 },
  ...{ subgroupSizes: null },
};
const FASTEST = TILES[3];
const searching = () => vi.fn(async () => FASTEST);
const tilesIn = (file: string | null, program = '1.0') => adapterTiles(file, '0.6', TILES, program);

describe('the tile of an adapter', () => {
  test('is searched once, and known to other processes with the day of the search', async () => {
    const file = newFile();
    const search = searching();
    expect(await tilesIn(file).described(ADAPTER)).toBeNull();
    for (let process = 0; process < 3; process++)
      expect(await tilesIn(file).fastest(ADAPTER, search)).toEqual(FASTEST);
    expect(search).toHaveBeenCalledTimes(1);
    expect(await tilesIn(file).described(ADAPTER)).toMatch(
      /^32 × 32 × 16 \(4 × 4 values an invocation\), measured on \d{4}-\d\d-\d\d$/,
    );
  });

  test('is searched again after a new driver or a new version of the program', async () => {
    const file = newFile();
    const search = searching();
    await tilesIn(file).fastest(ADAPTER, search);
    await tilesIn(file).fastest({ ...ADAPTER, driver: 'driver 2.0' }, search);
    await tilesIn(file, '1.1').fastest(ADAPTER, search);
    expect(search).toHaveBeenCalledTimes(3);
    await tilesIn(file).fastest(ADAPTER, search);
    expect(search).toHaveBeenCalledTimes(3);
  });

  test('is the default, with a reason, if the search fails or the driver ends the process', async () => {
    const file = newFile();
    const failing = vi.fn(() => Promise.reject(new Error('The GPU “GPU 1” stopped working.')));
    for (let process = 0; process < 2; process++)
      expect(await tilesIn(file).fastest(ADAPTER, failing)).toEqual(DEFAULT_TILE);
    expect(failing).toHaveBeenCalledTimes(1);
    expect(await tilesIn(file).described(ADAPTER)).toMatch(
      /^64 × 64 × 16 .*the default, because the search failed: The GPU “GPU 1” stopped working\.$/,
    );
    let during = '';
    const ended = newFile();
    await tilesIn(ended).fastest(ADAPTER, async () => {
      during = readFileSync(ended, 'utf8');
      return FASTEST;
    });
    writeFileSync(ended, during.replace(/"pid": \d+/, '"pid": 99999999'));
    const search = searching();
    expect(await tilesIn(ended).fastest(ADAPTER, search)).toEqual(DEFAULT_TILE);
    expect(search).not.toHaveBeenCalled();
    expect(await tilesIn(ended).described(ADAPTER)).toContain('its driver ended the program');
  });

  test.each([
    ['half of a file', (text: string) => text.slice(0, text.length / 2)],
    ['another tile', (text: string) => text.replace('"rows": 32', '"rows": 48')],
    ['no tile', () => '{"vulkan · GPU 1 · driver 1.0 · 0.6 · 1.0": 3}'],
    ['the speeds of adapters', () => '{"vulkan · GPU 1": {"stepMilliseconds": 3, "failure": null}}'],
  ])('is searched again where the file has %s', async (_, damage) => {
    const file = newFile();
    await tilesIn(file).fastest(ADAPTER, searching());
    writeFileSync(file, damage(readFileSync(file, 'utf8')));
    const search = searching();
    expect(await tilesIn(file).fastest(ADAPTER, search)).toEqual(FASTEST);
    expect(search).toHaveBeenCalledTimes(1);
    expect(await tilesIn(file).fastest(ADAPTER, search)).toEqual(FASTEST);
    expect(search).toHaveBeenCalledTimes(1);
  });

  test('is searched on a GPU only', async () => {
    const search = searching();
    const opened = (about: GpuAdapter) => ({ about }) as OpenedAdapter;
    expect(await chooseProducts(opened({ ...ADAPTER, software: true }), tilesIn(null), search)).toBe(
      'direct',
    );
    expect(search).not.toHaveBeenCalled();
    expect(await chooseProducts(opened(ADAPTER), tilesIn(null), search)).toEqual(FASTEST);
  });
});

// On a busy machine, each call of a kernel waits for its turn.
describe.skipIf(whyNoWebgpu)('a search on the software adapter', { timeout: 600_000 }, () => {
  const network = headed([8, 9, 8], (net, input) =>
    net.plain(net.conv(input, 'conv', 16, 3), 'mean', 'global-average-pool'),
  );
  const limits = { clips: 2, seconds: 600, repetitions: 2, steps: 2 };

  test('measures every tile that the adapter can use, or stops in time', async () => {
    using gpu = await openTestGpu();
    const timed = await timeTiles(gpu, limits, network);
    expect(timed.map(({ tile }) => tile)).toEqual(tilesWithin(gpu.device.limits));
    for (const { milliseconds } of timed) expect(milliseconds).toBeGreaterThan(0);
    const stopped = await timeTiles(gpu, { ...limits, seconds: 0 }, network);
    expect(stopped.map(({ tile }) => tile)).toEqual([DEFAULT_TILE]);
  });

  test('on a lost device ends with its error', async () => {
    using gpu = await openTestGpu();
    gpu.device.destroy();
    await expect(timeTiles(gpu, limits, network)).rejects.toMatchObject({ code: 'gpu-lost' });
  });
});
