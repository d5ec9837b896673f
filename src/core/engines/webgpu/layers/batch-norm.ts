import {
  addingKernel,
  type ChunkedRows,
  chunkCount,
  chunkKernel,
  combineKernel,
} from '#core/engines/webgpu/kernels/chunks.ts';
import {
  assign,
  float,
  type Kernel,
  type Lanes,
  lanesOf,
  perItem,
  signal,
} from '#core/engines/webgpu/kernels/kernel.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import {
  type Dispatch,
  forItems,
  type LayerContext,
  type LayerProgram,
  type Operand,
  type Region,
} from './layer-program.ts';

interface NormSettings {
  momentum: number;
  epsilon: number;
}

/**
 * `batch-norm` with Keras 3's semantics: training normalises by the batch's mean and biased variance and updates both
 * moving averages; prediction normalises by the averages (Ioffe and Szegedy 2015, arXiv:1502.03167).
 */
export function batchNorm(context: LayerContext, settings: NormSettings): LayerProgram {
  const { n, output, outputGradient, training } = context;
  const [{ shape, region: input }] = context.inputs;
  const [target] = context.inputGradients;
  const channels = shape.at(-1)!;
  const lanes = lanesOf(channels);
  const pixels = sizeOf(shape) / channels;
  const items = n * pixels * lanes.count;
  const [gamma, beta] = [context.weight('gamma'), context.weight('beta')];
  const scale: Operand[] = gamma ? [gamma.value] : [];
  const shift: Operand[] = beta ? [beta.value] : [];
  const averages = [context.weight('moving_mean')!.value, context.weight('moving_variance')!.value];
  const has = { gamma: gamma !== undefined, beta: beta !== undefined };
  if (!training) {
    const forward = [
      forItems(
        fixedNorm(pixels, lanes, settings, has),
        [input, ...averages, ...scale, ...shift, output.region],
        items,
      ),
    ];
    const backward =
      outputGradient && target
        ? [
            forItems(
              fixedGradient(pixels, lanes, settings, has.gamma, target.adding),
              [outputGradient, averages[1], ...scale, target.region],
              items,
            ),
          ]
        : [];
    return { forward, backward };
  }
  const chunks = chunkCount(n * pixels);
  const parts = context.scratch(2 * chunks * channels, 'forward');
  const moments = context.scratch(4 * channels, outputGradient ? 'kept' : 'forward');
  const forward: Dispatch[] = [
    forItems(chunkMoments({ pixels, lanes }), [input, parts], chunks * lanes.count),
    {
      kernel: combineMoments({ pixels, lanes }, settings, has),
      operands: [parts, ...scale, ...shift, moments, ...averages],
      workgroups: lanes.count,
      multiplyAdds: 0,
    },
    forItems(normalise(pixels, lanes), [input, moments, output.region], items),
  ];
  const backward =
    outputGradient === null ? [] : backwardPass(context, { pixels, lanes, input, outputGradient, moments });
  return { forward, backward };
}

/** By the averages, which are constants. */
function fixedNorm(
  pixels: number,
  { count, type }: Lanes,
  { epsilon }: NormSettings,
  has: { gamma: boolean; beta: boolean },
): Kernel {
  return perItem('batch norm by averages', {
    reads: {
      x: signal(type),
      mean: type,
      variance: type,
      ...(has.gamma && { gamma: type }),
      ...(has.beta && { beta: type }),
    },
    writes: { y: signal(type) },
    count: `settings.n * ${pixels * count}u`,
    body: `
  let c = i % ${count}u;
  let factor = 1.0 / sqrt(variance[c] + ${float(epsilon)})${has.gamma ? ' * gamma[c]' : ''};
  store_y(i, (load_x(i) - mean[c]) * factor${has.beta ? ' + beta[c]' : ''});`,
  });
}

function fixedGradient(
  pixels: number,
  { count, type }: Lanes,
  { epsilon }: NormSettings,
  hasGamma: boolean,
  adding: boolean,
): Kernel {
  return perItem('gradient of batch norm by averages', {
    reads: { dy: type, variance: type, ...(hasGamma && { gamma: type }) },
    writes: { dx: type },
    count: `settings.n * ${pixels * count}u`,
    body: `
  let c = i % ${count}u;
  dx[i] ${assign(adding)} dy[i] * (1.0 / sqrt(variance[c] + ${float(epsilon)}))${hasGamma ? ' * gamma[c]' : ''};`,
  });
}

/** The mean of each chunk and the sum of the squared differences from it. */
function chunkMoments(rows: ChunkedRows): Kernel {
  const { count, type } = rows.lanes;
  return chunkKernel('moments of chunks', rows, {
    reads: { x: signal(type) },
    body: `
  var mean = ${type}(0.0);
  for (var row = begin; row < end; row++) { mean += load_x(row * ${count}u + channel); }
  mean /= max(1.0, f32(end - begin));
  var squares = ${type}(0.0);
  for (var row = begin; row < end; row++) {
    let difference = load_x(row * ${count}u + channel) - mean;
    squares += difference * difference;
  }`,
    values: ['mean', 'squares'],
  });
}

/**
 * Combines means and squared differences of parts (Chan, Golub and LeVeque 1979, “Updating formulae and a pairwise algorithm”). Writes
 * mean, 1 / deviation, factor and shift of each channel to `moments`, and updates the moving averages.
 */
function combineMoments(
  rows: ChunkedRows,
  { momentum, epsilon }: NormSettings,
  has: { gamma: boolean; beta: boolean },
): Kernel {
  const { count, type } = rows.lanes;
  return combineKernel('moments of a batch', rows, {
    reads: { ...(has.gamma && { gamma: type }), ...(has.beta && { beta: type }) },
    writes: { moments: type, moving_mean: type, moving_variance: type },
    declarations: `
struct Total { rows: f32, mean: ${type}, squares: ${type} }
fn combine(a: Total, b: Total) -> Total {
  let rows = a.rows + b.rows;
  if (rows == 0.0) { return a; }
  let difference = b.mean - a.mean;
  return Total(
    rows,
    a.mean + difference * (b.rows / rows),
    a.squares + b.squares + difference * difference * (a.rows * b.rows / rows),
  );
}`,
    nothing: `Total(0.0, ${type}(0.0), ${type}(0.0))`,
    ofPart: 'Total(size, part_0, part_1)',
    values: 2,
    body: `
  let variance = total.squares / f32(rows);
  let inverse = 1.0 / sqrt(variance + ${float(epsilon)});
  moments[group] = total.mean;
  moments[${count}u + group] = inverse;
  moments[${2 * count}u + group] = inverse${has.gamma ? ' * gamma[group]' : ''};
  moments[${3 * count}u + group] = ${has.beta ? 'beta[group]' : `${type}(0.0)`};
  moving_mean[group] = moving_mean[group] * ${float(momentum)} + total.mean * ${float(1 - momentum)};
  moving_variance[group] = moving_variance[group] * ${float(momentum)} + variance * ${float(1 - momentum)};`,
  });
}

function normalise(pixels: number, { count, type }: Lanes): Kernel {
  return perItem('batch norm', {
    reads: { x: signal(type), moments: type },
    writes: { y: signal(type) },
    count: `settings.n * ${pixels * count}u`,
    body: `
  let c = i % ${count}u;
  store_y(i, (load_x(i) - moments[c]) * moments[${2 * count}u + c] + moments[${3 * count}u + c]);`,
  });
}

interface BackwardArrays {
  pixels: number;
  lanes: Lanes;
  input: Region;
  outputGradient: Region;
  moments: Region;
}

/**
 * With x̂ = (x − mean) · inverse: dbeta = Σ dy, dgamma = Σ dy · x̂ and
 * dx = gamma · inverse · (dy − dbeta / rows − x̂ · dgamma / rows).
 */
function backwardPass(
  context: LayerContext,
  { pixels, lanes, input, outputGradient, moments }: BackwardArrays,
): Dispatch[] {
  const { n } = context;
  const [target] = context.inputGradients;
  const gamma = context.weight('gamma')?.gradient ?? null;
  const beta = context.weight('beta')?.gradient ?? null;
  if (!gamma && !beta && !target) return [];
  const channels = lanes.count * lanes.width;
  const chunks = chunkCount(n * pixels);
  const parts = context.scratch(2 * chunks * channels, 'backward');
  const sums = context.scratch(2 * channels, 'backward');
  const dispatches: Dispatch[] = [
    forItems(
      chunkGradientSums({ pixels, lanes }),
      [input, outputGradient, moments, parts],
      chunks * lanes.count,
    ),
    {
      kernel: combineGradientSums({ pixels, lanes }, { gamma: gamma !== null, beta: beta !== null }),
      operands: [parts, moments, sums, ...(gamma ? [gamma] : []), ...(beta ? [beta] : [])],
      workgroups: lanes.count,
      multiplyAdds: 0,
    },
  ];
  if (target)
    dispatches.push(
      forItems(
        normGradient(pixels, lanes, target.adding),
        [input, outputGradient, moments, sums, target.region],
        n * pixels * lanes.count,
      ),
    );
  return dispatches;
}

/** Σ dy and Σ dy · x̂ of each chunk. */
function chunkGradientSums(rows: ChunkedRows): Kernel {
  const { count, type } = rows.lanes;
  return chunkKernel('gradient sums of chunks', rows, {
    reads: { x: signal(type), dy: type, moments: type },
    body: `
  let mean = moments[channel];
  var sum = ${type}(0.0);
  var product = ${type}(0.0);
  for (var row = begin; row < end; row++) {
    let gradient = dy[row * ${count}u + channel];
    sum += gradient;
    product += gradient * (load_x(row * ${count}u + channel) - mean);
  }`,
    values: ['sum', `product * moments[${count}u + channel]`],
  });
}

function combineGradientSums(rows: ChunkedRows, has: { gamma: boolean; beta: boolean }): Kernel {
  const { count, type } = rows.lanes;
  return addingKernel('gradient sums of a batch', rows, {
    reads: { moments: type },
    writes: { sums: type, ...(has.gamma && { dgamma: type }), ...(has.beta && { dbeta: type }) },
    sums: ['dy', 'product'],
    body: `
  ${has.beta ? 'dbeta[group] = total.dy;' : ''}
  ${has.gamma ? 'dgamma[group] = total.product;' : ''}
  sums[group] = total.dy / f32(rows);
  sums[${count}u + group] = total.product / f32(rows) * moments[${count}u + group];`,
  });
}

function normGradient(pixels: number, { count, type }: Lanes, adding: boolean): Kernel {
  return perItem('gradient of batch norm', {
    reads: { x: signal(type), dy: type, moments: type, sums: type },
    writes: { dx: type },
    count: `settings.n * ${pixels * count}u`,
    body: `
  let c = i % ${count}u;
  dx[i] ${assign(adding)} moments[${2 * count}u + c] * (dy[i] - sums[c] - (load_x(i) - moments[c]) * sums[${count}u + c]);`,
  });
}
