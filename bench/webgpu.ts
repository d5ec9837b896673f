/**
 * The work that a training step of each network gives to a GPU: calls of kernels, bytes that they move and multiplications with an
 * addition, beside the least that is possible. It needs no GPU. `webgpu-steps.ts` runs
 * such steps and compares them with those of the engine wasm.
 *
 *     node bench/webgpu.ts [compact …] [--clips 32] [--shape 75x173] [--storage float16]
 */
import { parseArgs } from 'node:util';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { DEFAULT_TILE } from '#core/engines/webgpu/kernels/tile.ts';
import { bytesOf } from '#core/engines/webgpu/layers/layer-program.ts';
import { compilePlan } from '#core/engines/webgpu/plan.ts';
import { placeVariables } from '#core/engines/webgpu/variables.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { weightSpecs } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { OPTIMIZER_DEFAULTS } from '#shared/settings/optimizer.ts';
import { storageSetting } from '#shared/settings/storage.ts';

const NETWORKS = ['compact', 'compact-2', 'vgg19', 'xception', 'inceptionv3', 'resnet101v2', 'densenet201'];

const { values, positionals } = parseArgs({
  options: {
    clips: { type: 'string', default: '32' },
    shape: { type: 'string', default: '75x173' },
    storage: { type: 'string', default: 'float32' },
  },
  allowPositionals: true,
});
const clips = Number(values.clips);
const storage = storageSetting.schema.parse(values.storage);
const [bands, frames] = values.shape.split('x').map(Number);
const names = positionals.length > 0 ? positionals : NETWORKS;

console.table(
  Object.fromEntries(names.map((name) => [name, workOfStep(networkNamed(name, [bands, frames]))])),
);
function workOfStep(architecture: Architecture) {
  const optimizer = OPTIMIZER_DEFAULTS.adam;
  const slots = slotNames(optimizer).length;
  const placed = placeVariables(weightSpecs(architecture), slots);
  const { dispatches, buffers } = compilePlan(architecture, placed, {
    n: clips,
    training: { optimizer, clips: false, storage },
    frozen: new Set(),
    products: DEFAULT_TILE,
    subgroups: false,
  });
  const moved = dispatches.reduce(
    (sum, { operands }) => sum + operands.reduce((bytes, operand) => bytes + bytesOf(operand), 0),
    0,
  );
  const { train, parameters } = networkWork(architecture);
  // Each output and its gradient are written once and read once; each weight is read twice and updated once with its
  // gradient and slots. Training counts each output three times.
  const outputBytes = storage === 'float16' ? 2 : 4;
  const least =
    ((2 * outputBytes + 2 * 4) * clips * train.values) / 3 + 4 * parameters * (2 + 2 + 2 + 2 * slots);
  const products = dispatches.reduce((sum, { multiplyAdds }) => sum + multiplyAdds, 0);
  const leastProducts = clips * (train.products + train.depthwiseProducts);
  const giga = (count: number) => (count / 1e9).toFixed(2);
  return {
    dispatches: dispatches.length,
    kernels: new Set(dispatches.map(({ kernel }) => kernel.source)).size,
    'GB moved': giga(moved),
    'least GB': giga(least),
    'G multiply-adds': giga(products),
    'least G': giga(leastProducts),
    'GB of batch': giga(buffers.reduce((sum, bytes) => sum + bytes, 0)),
  };
}
