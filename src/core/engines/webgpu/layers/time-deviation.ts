import { assign, float, type Kernel, lanesOf, perItem, signal } from '#core/engines/webgpu/kernels/kernel.ts';
import { DEVIATION_EPSILON } from '#core/models/layers/architecture.ts';
import { forItems, type LayerContext, type LayerProgram } from './layer-program.ts';

/** `time-deviation-pool`: `[n, height, width, channels]` → `[n, height · channels]`. */
export function deviationOverTime(context: LayerContext): LayerProgram {
  const { n, inputs, output, outputGradient, inputGradients } = context;
  const [height, width, channels] = inputs[0].shape;
  const { type, count } = lanesOf(channels);
  const [target] = inputGradients;
  const items = n * height * count;
  const mean = `
  let first = i / ${count}u * ${width * count}u + i % ${count}u;
  var mean = ${type}(0.0);
  for (var time = 0u; time < ${width}u; time++) { mean += load_x(first + time * ${count}u); }
  mean /= ${float(width)};`;
  const forward = perItem('deviation over time', {
    reads: { x: signal(type) },
    writes: { y: signal(type) },
    count: `settings.n * ${height * count}u`,
    body: `${mean}
  var squares = ${type}(0.0);
  for (var time = 0u; time < ${width}u; time++) {
    let difference = load_x(first + time * ${count}u) - mean;
    squares += difference * difference;
  }
  store_y(i, sqrt(squares / ${float(width)} + ${float(DEVIATION_EPSILON)}));`,
  });
  /** ∂y/∂x = (x − mean) / (width · y). */
  const backward = (adding: boolean): Kernel =>
    perItem('gradient of the deviation over time', {
      reads: { x: signal(type), y: signal(type), dy: type },
      writes: { dx: type },
      count: `settings.n * ${height * count}u`,
      body: `${mean}
  let factor = dy[i] / (${float(width)} * load_y(i));
  for (var time = 0u; time < ${width}u; time++) {
    let at = first + time * ${count}u;
    dx[at] ${assign(adding)} (load_x(at) - mean) * factor;
  }`,
    });
  return {
    forward: [forItems(forward, [inputs[0].region, output.region], items)],
    backward:
      outputGradient && target
        ? [
            forItems(
              backward(target.adding),
              [inputs[0].region, output.region, outputGradient, target.region],
              items,
            ),
          ]
        : [],
  };
}
