/**
 * How long a training step of convolutions takes with each tile of matrix products on the adapter of this machine, beside the default. It
 * is what the search for tiles measures, without its limit of time.
 *
 *     node bench/webgpu-tiles.ts [--clips 8]
 *
 * On a software adapter, which has no use for tiles: NEURAL_SER_WEBGPU_ADAPTER=swiftshader, and `--clips 1`.
 */
import { parseArgs } from 'node:util';
import { chooseAdapter } from '#core/engines/webgpu/choose-adapter.ts';
import { openGpu } from '#core/engines/webgpu/gpu.ts';
import { tileText } from '#core/engines/webgpu/kernels/tile.ts';
import { timeTiles } from '#core/engines/webgpu/tile-search.ts';

const { values } = parseArgs({ options: { clips: { type: 'string', default: '8' } } });
const gpu = await openGpu(await chooseAdapter());
console.log(gpu.about.name);
const timed = await timeTiles(gpu, {
  clips: Number(values.clips),
  seconds: Number.POSITIVE_INFINITY,
  repetitions: 5,
  steps: 1,
});
const [{ milliseconds: byDefault }] = timed;
console.table(
  timed.map(({ tile, milliseconds }) => ({
    tile: tileText(tile),
    ms: milliseconds.toFixed(1),
    'of the default': (milliseconds / byDefault).toFixed(2),
  })),
);
// The library of the GPU would keep the process.
process.exit();
