import { assign, float, type Kernel, lanesOf, perItem, signal } from '#core/engines/webgpu/kernels/kernel.ts';
import { DEVIATION_EPSILON } from '#core/models/layers/architecture.ts';
import { forItems, type LayerContext, type LayerProgram } from './layer-program.ts';

/** `time-attention-pool`: `[n, height, width, channels]` and scores `[n, height, width, 1]` → `[n, height · 2 channels]`. */
export function attentionOverTime(context: LayerContext): LayerProgram {
  const { n, inputs, output, outputGradient, inputGradients } = context;
  const [{ shape, region: x }, { region: scores }] = inputs;
  const [height, width, channels] = shape;
  const { type, count } = lanesOf(channels);
  const rows = n * height;
  /** For item `i`, a lane of channels of a row: the row, and its places in the input and in the output. */
  const places = `
  let row = i / ${count}u;
  let first = row * ${width * count}u + i % ${count}u;
  let out = row * ${2 * count}u + i % ${count}u;`;
  const forward = perItem('statistics with attention', {
    reads: { x: signal(type), s: signal('f32') },
    writes: { y: signal(type) },
    count: `settings.n * ${height * count}u`,
    body: `${places}${softmaxOf('row', width)}
  var mean = ${type}(0.0);
  for (var time = 0u; time < ${width}u; time++) {
    mean += exp(load_s(row * ${width}u + time) - largest) / total * load_x(first + time * ${count}u);
  }
  var squares = ${type}(0.0);
  for (var time = 0u; time < ${width}u; time++) {
    let difference = load_x(first + time * ${count}u) - mean;
    squares += exp(load_s(row * ${width}u + time) - largest) / total * difference * difference;
  }
  store_y(out, mean);
  store_y(out + ${count}u, sqrt(squares + ${float(DEVIATION_EPSILON)}));`,
  });

  /** The gradients by mean m and deviation s, with y the deviation and d = x − mean: ∂x = weight · (m + s · d / y). */
  const byInput = (adding: boolean): Kernel =>
    perItem('gradient of statistics with attention', {
      reads: { x: signal(type), s: signal('f32'), y: signal(type), dy: type },
      writes: { dx: type },
      count: `settings.n * ${height * count}u`,
      body: `${places}${softmaxOf('row', width)}
  let slope = dy[out + ${count}u] / load_y(out + ${count}u);
  for (var time = 0u; time < ${width}u; time++) {
    let at = first + time * ${count}u;
    let weight = exp(load_s(row * ${width}u + time) - largest) / total;
    dx[at] ${assign(adding)} weight * (dy[out] + slope * (load_x(at) - load_y(out)));
  }`,
    });
  /** The gradient by the weight of each frame: Σ d · (m + s · d / 2y) over the channels. */
  const sum = type === 'f32' ? 'part' : 'dot(part, vec4<f32>(1.0))';
  const byWeight = perItem('gradient by the weights of an attention', {
    reads: { x: signal(type), y: signal(type), dy: type },
    writes: { dw: 'f32' },
    count: `settings.n * ${height * width}u`,
    body: `
  let out = i / ${width}u * ${2 * count}u;
  var sum = 0.0;
  for (var c = 0u; c < ${count}u; c++) {
    let difference = load_x(i * ${count}u + c) - load_y(out + c);
    let slope = dy[out + ${count}u + c] * difference / load_y(out + ${count}u + c);
    let part = difference * (dy[out + c] + 0.5 * slope);
    sum += ${sum};
  }
  dw[i] = sum;`,
  });
  const byScore = (adding: boolean): Kernel =>
    perItem('gradient by the scores of an attention', {
      reads: { s: signal('f32'), dw: 'f32' },
      writes: { ds: 'f32' },
      count: `settings.n * ${height * width}u`,
      body: `
  let row = i / ${width}u;${softmaxOf('row', width)}
  var mean = 0.0;
  for (var time = 0u; time < ${width}u; time++) {
    let at = row * ${width}u + time;
    mean += exp(load_s(at) - largest) / total * dw[at];
  }
  ds[i] ${assign(adding)} exp(load_s(i) - largest) / total * (dw[i] - mean);`,
    });

  const backward = (): LayerProgram['backward'] => {
    if (outputGradient === null) return [];
    const [target, scoresTarget] = inputGradients;
    const y = output.region;
    const dispatches: LayerProgram['backward'] = [];
    if (target) {
      const operands = [x, scores, y, outputGradient, target.region];
      dispatches.push(forItems(byInput(target.adding), operands, rows * count));
    }
    if (scoresTarget) {
      const dw = context.scratch(rows * width, 'backward');
      dispatches.push(
        forItems(byWeight, [x, y, outputGradient, dw], rows * width),
        forItems(byScore(scoresTarget.adding), [scores, dw, scoresTarget.region], rows * width),
      );
    }
    return dispatches;
  };
  return {
    forward: [forItems(forward, [x, scores, output.region], rows * count)],
    backward: backward(),
  };
}

/** The largest score of a row, and the sum of the exponentials below it. */
function softmaxOf(row: string, width: number): string {
  return `
  var largest = load_s(${row} * ${width}u);
  for (var time = 1u; time < ${width}u; time++) { largest = max(largest, load_s(${row} * ${width}u + time)); }
  var total = 0.0;
  for (var time = 0u; time < ${width}u; time++) { total += exp(load_s(${row} * ${width}u + time) - largest); }`;
}
