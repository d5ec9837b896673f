import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import { float, GROUP_ITEMS, kernel, perItem } from './kernels/kernel.ts';
import { type Dispatch, forItems, type Region, type Stored, type StoreName } from './layers/layer-program.ts';

/** Floats that one call updates at most. Each GPU can use at least 128 MiB of an array at once. */
const MAX_FLOATS = 2 ** 24;
/** Workgroups that add up the squares of one call's gradients. */
const NORM_GROUPS = 256;

/** Where the trainable weights are in their store: those that decay are first. Multiples of four floats. */
export interface TrainableWeights {
  decaying: number;
  floats: number;
}

/** Number of floats that {@link clipping} needs for its sums. */
export function normFloats({ floats }: TrainableWeights): number {
  return NORM_GROUPS * Math.ceil(floats / MAX_FLOATS);
}

/**
 * Writes to `factor` the number by which all gradients are multiplied so that their common norm is at most the step's `clipNorm`; a
 * NaN norm makes it NaN. `sums`: {@link normFloats} floats.
 */
export function clipping(weights: TrainableWeights, sums: Region, factor: Region): Dispatch[] {
  const squares = kernel('squares of the gradients', {
    reads: { gradients: 'vec4<f32>' },
    writes: { sums: 'f32' },
    sums: { type: 'f32', names: ['squares'] },
    invocations: GROUP_ITEMS,
    main: `
  if (group >= ${NORM_GROUPS}u) { return; }
  var sum = vec4<f32>(0.0);
  for (var i = group * ${GROUP_ITEMS}u + lane; i < arrayLength(&gradients); i += ${NORM_GROUPS * GROUP_ITEMS}u) {
    sum += gradients[i] * gradients[i];
  }
  let total = workgroup_sums(lane, Sums(sum.x + sum.y + sum.z + sum.w));
  if (lane == 0u) { sums[group] = total.squares; }`,
  });
  const factorKernel = (count: number) =>
    kernel('clipping factor', {
      reads: { sums: 'f32' },
      writes: { factor: 'f32' },
      sums: { type: 'f32', names: ['squares'] },
      invocations: GROUP_ITEMS,
      main: `
  if (group != 0u) { return; }
  var own = 0.0;
  for (var i = lane; i < ${count}u; i += ${GROUP_ITEMS}u) { own += sums[i]; }
  let sum = workgroup_sums(lane, Sums(own)).squares;
  if (lane != 0u) { return; }
  let finite = (bitcast<u32>(sum) & 0x7f800000u) != 0x7f800000u;
  let norm = sqrt(sum);
  let clipped = select(1.0, settings.clip_norm / norm, norm > settings.clip_norm);
  factor[0] = select(bitcast<f32>(settings.nan), clipped, finite);`,
    });
  const pieces = piecesOf('gradients', 0, weights.floats);
  return [
    ...pieces.map((piece, index): Dispatch => {
      const part = { region: sums, offset: index * NORM_GROUPS, floats: NORM_GROUPS };
      return { kernel: squares, operands: [piece, part], workgroups: NORM_GROUPS, multiplyAdds: 0 };
    }),
    {
      kernel: factorKernel(NORM_GROUPS * pieces.length),
      operands: [sums, factor],
      workgroups: 1,
      multiplyAdds: 0,
    },
  ];
}

/**
 * Updates the trainable weights once by Keras 3's formulas. `factor`: multiplies the gradients; null: they stay as they are.
 */
export function update(
  weights: TrainableWeights,
  optimizer: OptimizerSettings,
  slots: readonly StoreName[],
  factor: Region | null,
): Dispatch[] {
  const call = (from: number, to: number, decays: boolean): Dispatch[] => {
    const updating = updateKernel(optimizer, slots, factor !== null, decays);
    const stores: StoreName[] = ['gradients', 'weights', ...slots];
    const [gradients, ...others] = stores.map((store) => piecesOf(store, from, to));
    return gradients.map((piece, index) =>
      forItems(
        updating,
        [piece, ...(factor ? [factor] : []), ...others.map((pieces) => pieces[index])],
        piece.floats / 4,
      ),
    );
  };
  const { decaying, floats } = weights;
  return optimizer.weightDecay > 0
    ? [...call(0, decaying, true), ...call(decaying, floats, false)]
    : call(0, floats, false);
}

function piecesOf(store: StoreName, from: number, to: number): Stored[] {
  const pieces: Stored[] = [];
  for (let offset = from; offset < to; offset += MAX_FLOATS)
    pieces.push({ store, offset, floats: Math.min(MAX_FLOATS, to - offset) });
  return pieces;
}

function updateKernel(
  optimizer: OptimizerSettings,
  slots: readonly StoreName[],
  clips: boolean,
  decays: boolean,
) {
  return perItem(`update by ${optimizer.name}`, {
    reads: { gradients: 'vec4<f32>', ...(clips && { factor: 'f32' }) },
    writes: {
      weights: 'vec4<f32>',
      ...Object.fromEntries(slots.map((slot) => [slot, 'vec4<f32>' as const])),
    },
    count: 'arrayLength(&weights)',
    body: `
  let g = gradients[i]${clips ? ' * factor[0]' : ''};
  var w = weights[i]${decays ? ' * (1.0 - settings.decay)' : ''};
${formula(optimizer)}
  weights[i] = w;`,
  });
}

/** Statements that change `w` by the gradient `g`. */
function formula(optimizer: OptimizerSettings): string {
  const { momentum, nesterov, beta1, beta2, rho, epsilon } = optimizer;
  const averageSquare = (slot: string, value: string) =>
    `${slot}[i] = ${float(rho)} * ${slot}[i] + ${float(1 - rho)} * (${value} * ${value});`;
  const velocity = `${float(momentum)} * slot0[i] - settings.rate * g`;
  switch (optimizer.name) {
    case 'sgd':
      if (momentum === 0) return '  w -= settings.rate * g;';
      return `  slot0[i] = ${velocity};
  w += ${nesterov ? velocity : 'slot0[i]'};`;
    case 'adam':
    case 'adamw':
      return `  slot0[i] += (g - slot0[i]) * ${float(1 - beta1)};
  slot1[i] += (g * g - slot1[i]) * ${float(1 - beta2)};
  w -= slot0[i] * settings.alpha / (sqrt(slot1[i]) + ${float(epsilon)});`;
    case 'adadelta':
      return `  ${averageSquare('slot0', 'g')}
  let step = sqrt(slot1[i] + ${float(epsilon)}) * g / sqrt(slot0[i] + ${float(epsilon)});
  ${averageSquare('slot1', 'step')}
  w -= settings.rate * step;`;
    case 'rmsprop': {
      const step = `settings.rate * g / sqrt(slot0[i] + ${float(epsilon)})`;
      return `  ${averageSquare('slot0', 'g')}
  ${momentum > 0 ? `slot1[i] = ${float(momentum)} * slot1[i] + ${step};\n  w -= slot1[i];` : `w -= ${step};`}`;
    }
  }
}
