/** Whatever the tile of the matrix products is, the results are the same to the bit, so that a search for tiles changes no run. */
import { describe, expect, test } from 'vitest';
import {
  DEFAULT_TILE,
  fittedTile,
  invocationsOf,
  TILES,
  tilesWithin,
  workgroupBytes,
} from '#core/engines/webgpu/kernels/tile.ts';
import { createWebgpuEngine } from '#core/engines/webgpu/webgpu-engine.ts';
import { createRandom, type Random } from '#shared/random.ts';
import { LONG_TESTS } from '../../../long-tests.ts';
import { openTestGpu, whyNoWebgpu } from '../../../webgpu-adapter.ts';
import { headed, randomBatch, SGD, STEP } from '../networks.ts';

/** What the specification guarantees. */
const SMALLEST = {
  maxComputeInvocationsPerWorkgroup: 256,
  maxComputeWorkgroupSizeX: 256,
  maxComputeWorkgroupStorageSize: 16384,
};

describe('tiles', () => {
  test('fit the limits of a GPU, and the default fits every GPU', () => {
    expect(tilesWithin(SMALLEST)).toContain(DEFAULT_TILE);
    expect(tilesWithin(SMALLEST).length).toBeLessThan(TILES.length);
    expect(tilesWithin({ ...SMALLEST, maxComputeWorkgroupStorageSize: 32768 })).toEqual(TILES);
    expect(tilesWithin({ ...SMALLEST, maxComputeInvocationsPerWorkgroup: 64 })).not.toContain(DEFAULT_TILE);
  });

  test.each(TILES.map((tile) => [`${tile.rows} × ${tile.columns} × ${tile.depth}`, tile] as const))(
    '%s: is no larger than a result needs, and an invocation keeps at least 4 × 4 values',
    (_, tile) => {
      for (const rows of [1, 16, 17, 40, 64, 100, 1000, undefined])
        for (const columns of [1, 7, 16, 33, 64, 90, 512]) {
          const fit = fittedTile(tile, { rows, columns });
          expect(fit.columns === 16 || fit.columns / 2 < columns).toBe(true);
          expect(fit.rows === 16 || fit.rows / 2 < (rows ?? 1000)).toBe(true);
          for (const side of [invocationsOf(fit), fit.rows / fit.down, fit.columns / fit.right])
            expect(Number.isInteger(side) && side >= 1).toBe(true);
          expect(Math.min(fit.down, fit.right)).toBeGreaterThanOrEqual(4);
          expect(invocationsOf(fit)).toBeLessThanOrEqual(invocationsOf(tile));
          expect(workgroupBytes(fit)).toBeLessThanOrEqual(workgroupBytes(tile));
        }
    },
  );
});

const size = (random: Random, from: number, to: number) => from + random.integer(to - from + 1);

/** Three convolutions and a dense layer of random sizes, with more pixels than a part of a sum has. */
function randomNetwork(shape: number) {
  const random = createRandom('tiles', shape);
  const pair = () => [size(random, 1, 3), size(random, 1, 3)] as const;
  return headed([size(random, 11, 14), size(random, 12, 15), size(random, 1, 5)], (net, input) => {
    let x = net.conv(input, 'first', size(random, 20, 70), pair(), { padding: 'same' });
    x = net.conv(x, 'second', 4 * size(random, 4, 20), 1);
    x = net.conv(x, 'third', size(random, 3, 40), pair(), {
      padding: 'same',
      strides: [1, size(random, 1, 2)],
    });
    return net.plain(x, 'mean', 'global-average-pool');
  });
}

// On a busy machine, each call of a kernel waits for its turn.
describe.skipIf(whyNoWebgpu)('on the software adapter', { timeout: 600_000 }, () => {
  test.runIf(LONG_TESTS).each([2, 3])('random shapes %i: every tile gives the same bits', async (shape) => {
    const architecture = randomNetwork(shape);
    const batch = randomBatch(architecture, 3, shape);
    const bits: Buffer[] = [];
    for (const tile of TILES) {
      const gpu = await openTestGpu(tile);
      using engine = createWebgpuEngine(gpu);
      expect(tilesWithin(gpu.device.limits)).toContain(tile);
      using network = await engine.build(architecture, { seed: 1, optimizer: SGD });
      const probabilities = await network.predict(batch.inputs, batch.n);
      await network.trainStep(batch, STEP);
      const arrays = [probabilities, ...(await network.readWeights()).map(({ data }) => data)];
      bits.push(
        Buffer.concat(arrays.map((data) => new Uint8Array(data.buffer, data.byteOffset, data.byteLength))),
      );
    }
    expect(bits[0].some((byte) => byte !== 0)).toBe(true);
    for (const [index, found] of bits.entries())
      expect(found.equals(bits[0]), JSON.stringify(TILES[index])).toBe(true);
  });
});
