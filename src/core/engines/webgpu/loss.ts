import { kernel, perItem } from './kernels/kernel.ts';
import { type Dispatch, forItems, type Region } from './layers/layer-program.ts';

const LANES = 64;

interface LossArrays {
  n: number;
  classes: number;
  logits: Region;
  /** `[n, classes]` targets, then `[n]` weights of the clips. */
  labels: Region;
  /** `[n, 2]`: the loss of each clip, and 1 where it is correct. */
  rows: Region;
  /** The gradient of the loss by the logits; null where no weight needs it. */
  logitGradients: Region | null;
  /** The mean loss, and the number of correct clips. */
  result: Region;
}

/**
 * Cross-entropy of softmax: the mean over the batch of weight · −Σ target · log probability (Keras's
 * `sum_over_batch_size`), and the number of clips whose most probable emotion is the one with the largest target; the
 * gradient is weight · (probability · Σ target − target) / n. Logarithms are computed from the logits. A shader may assume that
 * there is no NaN, so logits that are not finite are found by their bits.
 */
export function crossEntropy({
  n,
  classes,
  logits,
  labels,
  rows,
  logitGradients,
  result,
}: LossArrays): Dispatch[] {
  const perClip = perItem('cross-entropy', {
    reads: { z: 'f32', labels: 'f32' },
    writes: { rows: 'f32', ...(logitGradients && { dz: 'f32' }) },
    count: 'settings.n',
    body: `
  let first = i * ${classes}u;
  let weight = labels[settings.n * ${classes}u + i];
  var best = 0u;
  var wanted = 0u;
  var finite = true;
  for (var c = 0u; c < ${classes}u; c++) {
    if (z[first + c] > z[first + best]) { best = c; }
    if (labels[first + c] > labels[first + wanted]) { wanted = c; }
    finite = finite && (bitcast<u32>(z[first + c]) & 0x7f800000u) != 0x7f800000u;
  }
  let largest = z[first + best];
  var sum = 0.0;
  for (var c = 0u; c < ${classes}u; c++) { sum += exp(z[first + c] - largest); }
  let logarithm = largest + log(sum);
  var loss = 0.0;
  var targets = 0.0;
  for (var c = 0u; c < ${classes}u; c++) {
    loss += labels[first + c] * (logarithm - z[first + c]);
    targets += labels[first + c];
  }
  ${
    logitGradients === null
      ? ''
      : `for (var c = 0u; c < ${classes}u; c++) {
    let probability = exp(z[first + c] - largest) / sum;
    dz[first + c] = weight * (probability * targets - labels[first + c]) / f32(settings.n);
  }`
  }
  rows[2u * i] = select(bitcast<f32>(settings.nan), weight * loss, finite);
  rows[2u * i + 1u] = select(0.0, 1.0, best == wanted);`,
  });
  const total = kernel('loss', {
    reads: { rows: 'f32' },
    writes: { result: 'f32' },
    sums: { type: 'f32', names: ['loss', 'correct'] },
    invocations: LANES,
    main: `
  if (group != 0u) { return; }
  var own = Sums();
  for (var clip = lane; clip < settings.n; clip += ${LANES}u) {
    own.loss += rows[2u * clip];
    own.correct += rows[2u * clip + 1u];
  }
  let total = workgroup_sums(lane, own);
  if (lane != 0u) { return; }
  result[0] = total.loss / f32(settings.n);
  result[1] = total.correct;`,
  });
  return [
    forItems(perClip, [logits, labels, rows, ...(logitGradients ? [logitGradients] : [])], n),
    { kernel: total, operands: [rows, result], workgroups: 1, multiplyAdds: 0 },
  ];
}
