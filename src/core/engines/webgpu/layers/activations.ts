import { assign, float, type Kernel, perItem, signal, storing } from '#core/engines/webgpu/kernels/kernel.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { createRandom } from '#shared/random.ts';
import { forItems, type LayerContext, type LayerProgram } from './layer-program.ts';

/** Vectors of four; the last one may reach into the unused end of an array. */
const vectors = (size: number) => `(settings.n * ${size}u + 3u) / 4u`;

/** NaN stays NaN. */
export function relu({ n, inputs, output, outputGradient, inputGradients }: LayerContext): LayerProgram {
  const size = sizeOf(output.shape);
  const items = Math.ceil((n * size) / 4);
  const [target] = inputGradients;
  const forward = perItem('relu', {
    reads: { x: signal('vec4<f32>') },
    writes: { y: signal('vec4<f32>') },
    count: vectors(size),
    body: `
  let value = load_x(i);
  store_y(i, select(value, vec4<f32>(0.0), value < vec4<f32>(0.0)));`,
  });
  const backward = (adding: boolean): Kernel =>
    perItem('gradient of relu', {
      reads: { y: signal('vec4<f32>'), dy: 'vec4<f32>' },
      writes: { dx: 'vec4<f32>' },
      count: vectors(size),
      body: `  dx[i] ${assign(adding)} select(vec4<f32>(0.0), dy[i], load_y(i) > vec4<f32>(0.0));`,
    });
  return {
    forward: [forItems(forward, [inputs[0].region, output.region], items)],
    backward:
      outputGradient && target
        ? [forItems(backward(target.adding), [output.region, outputGradient, target.region], items)]
        : [],
  };
}

/** Softmax over the last axis; the maximum of each row is subtracted first. Its gradient is in loss.ts. */
export function softmax({ n, inputs, output }: LayerContext): LayerProgram {
  const classes = output.shape.at(-1)!;
  const rows = sizeOf(output.shape) / classes;
  const forward = perItem('softmax', {
    reads: { x: 'f32' },
    writes: { y: 'f32' },
    count: `settings.n * ${rows}u`,
    body: `
  let first = i * ${classes}u;
  var largest = x[first];
  for (var c = 1u; c < ${classes}u; c++) { largest = max(largest, x[first + c]); }
  var sum = 0.0;
  for (var c = 0u; c < ${classes}u; c++) { sum += exp(x[first + c] - largest); }
  for (var c = 0u; c < ${classes}u; c++) { y[first + c] = exp(x[first + c] - largest) / sum; }`,
  });
  return { forward: [forItems(forward, [inputs[0].region, output.region], n * rows)], backward: [] };
}

/**
 * Dropout in training: each value is set to zero with probability `rate`, the others are divided by 1 − `rate`
 * (Srivastava et al. 2014, in Keras's inverted form). The mask depends on the step's seed, the layer's name and the position alone
 * (pcg4d: Jarzynski and Olano 2020, “Hash Functions for GPU Rendering”), so the backward pass computes it again.
 */
export function dropout(context: LayerContext, name: string, rate: number): LayerProgram {
  const { n, inputs, output, outputGradient, inputGradients } = context;
  const size = sizeOf(output.shape);
  const items = Math.ceil((n * size) / 4);
  const key = createRandom('dropout', name).integer(2 ** 32);
  const [target] = inputGradients;
  const masked = (adding: boolean): Kernel =>
    perItem('dropout', {
      reads: { x: signal('vec4<f32>') },
      writes: { y: signal('vec4<f32>') },
      declarations: `
fn random(position: u32) -> u32 {
  var v = vec4<u32>(position, settings.seed0, settings.seed1, ${key}u) * 1664525u + 1013904223u;
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  v ^= v >> vec4<u32>(16u);
  v.x += v.y * v.w; v.y += v.z * v.x; v.z += v.x * v.y; v.w += v.y * v.z;
  return v.x;
}`,
      count: vectors(size),
      body: `
  let kept = vec4<bool>(${[0, 1, 2, 3].map((at) => `random(4u * i + ${at}u) >= ${Math.floor(rate * 2 ** 32)}u`).join(', ')});
  let value = select(vec4<f32>(0.0), load_x(i) * ${float(1 / (1 - rate))}, kept);
  ${storing('y', 'i', 'value', adding)}`,
    });
  return {
    forward: [forItems(masked(false), [inputs[0].region, output.region], items)],
    backward:
      outputGradient && target
        ? [forItems(masked(target.adding), [outputGradient, target.region], items)]
        : [],
  };
}
