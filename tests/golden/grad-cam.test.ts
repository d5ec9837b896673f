import { readFile } from 'node:fs/promises';
import { describe, expect, test } from 'vitest';
import { writeNetwork } from '#core/models/layers/network-writer.ts';
import { gradCam, resizeBilinear } from '#core/recognition/explanation/grad-cam.ts';
import { FAST_ENGINES } from '../unit/engines/engines-under-test.ts';

interface Golden {
  rows: number;
  frames: number;
  classes: number;
  clips: number;
  weights: [name: string, shape: number[], values: number[]][];
  inputs: number[];
  probabilities: number[];
  maps: number[][];
}

const golden: Golden = JSON.parse(await readFile(new URL('./grad-cam.json', import.meta.url), 'utf8'));
const { rows, frames, classes, clips } = golden;

const NETWORK = writeNetwork('explained', [rows, frames, 1], (net, input) => {
  let x = net.relu(net.batchNorm(net.conv(input, 'first', 5, 3, { strides: 2 }), 'norm'), 'relu');
  x = net.relu(net.conv(x, 'second', 6, 3), 'map');
  const mean = net.plain(x, 'mean', 'time-average-pool');
  const most = net.plain(x, 'most', 'time-max-pool');
  const hidden = net.relu(net.dense(net.concatenate([mean, most], 'both'), 'hidden', 8), 'hidden_relu');
  net.softmax(net.dense(hidden, 'head', classes), 'probabilities');
});

const largestDifference = (found: ArrayLike<number>, expected: readonly number[]) =>
  expected.reduce((worst, value, i) => Math.max(worst, Math.abs(found[i] - value)), 0);

describe.each(FAST_ENGINES)('Grad-CAM with $engine', ({ open }) => {
  test("equals PyTorch's, for every class", async () => {
    using engine = await open();
    using network = await engine.build(NETWORK, { seed: 0 });
    await network.writeWeights(
      golden.weights.map(([name, shape, values]) => ({ name, shape, data: Float32Array.from(values) })),
    );
    const inputs = Float32Array.from(golden.inputs);
    expect(largestDifference(await network.predict(inputs, clips), golden.probabilities)).toBeLessThan(1e-5);
    for (let classIndex = 0; classIndex < classes; classIndex++) {
      const map = gradCam(await network.mapGradient(inputs, clips, classIndex));
      expect(map).toMatchObject({ layer: 'map', height: 7, width: 9 });
      const size = map.height * map.width;
      const resized = Array.from({ length: clips }, (_, clip) => {
        const own = map.values.subarray(clip * size, (clip + 1) * size);
        const values = resizeBilinear(own, [map.height, map.width], [rows, frames]);
        const largest = Math.max(...values);
        return [...values].map((value) => (largest === 0 ? 0 : value / largest));
      }).flat();
      expect(largestDifference(resized, golden.maps[classIndex])).toBeLessThan(1e-4);
    }
  });
});
