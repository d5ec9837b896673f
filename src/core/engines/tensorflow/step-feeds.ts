import type { Batch } from '#core/engines/engine.ts';
import { INT32 } from '#core/engines/tensorflow/graph/attributes.ts';
import { add, cast, multiply } from '#core/engines/tensorflow/graph/elementwise.ts';
import type { Graph, Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import { reshape, slice } from '#core/engines/tensorflow/graph/shaping.ts';
import { placeholder } from '#core/engines/tensorflow/graph/variables.ts';

/** The labels of a batch: fed as one array, then split. */
export interface Labels {
  /** `[n, classes + 1]`: the targets of each clip, and the weight of its loss. */
  fed: Tensor;
  /** `[n, classes]` */
  targets: Tensor;
  /** `[n]` */
  sampleWeights: Tensor;
}

/** Appends the labels of `batch` clips. */
export function placeLabels(graph: Graph, batch: number, classes: number): Labels {
  const fed = placeholder(graph, [batch, classes + 1]);
  return {
    fed,
    targets: slice(graph, fed, [0, 0], [-1, classes]),
    sampleWeights: reshape(graph, slice(graph, fed, [0, classes], [-1, 1]), [batch]),
  };
}

/** The array for {@link Labels.fed}. */
export function packLabels(
  { targets, sampleWeights, n }: Pick<Batch, 'targets' | 'sampleWeights' | 'n'>,
  classes: number,
): Float32Array {
  const packed = new Float32Array(n * (classes + 1));
  for (let clip = 0; clip < n; clip++) {
    packed.set(targets.subarray(clip * classes, (clip + 1) * classes), clip * (classes + 1));
    packed[clip * (classes + 1) + classes] = sampleWeights[clip];
  }
  return packed;
}

/** The settings of a step, in this order. After them come the two seeds of the dropout, in halves of 16 bits. */
export const STEP_SETTINGS = ['learningRate', 'clipNorm', 'beta1Power', 'beta2Power'] as const;
const HALF = 2 ** 16;

/** The array of a step's settings. A float stores 24 bits exactly, but a seed has 31. */
export function packSettings(
  rates: Readonly<Record<(typeof STEP_SETTINGS)[number], number>>,
  dropoutSeed: readonly [number, number],
): Float32Array {
  const halves = dropoutSeed.flatMap((seed) => [Math.floor(seed / HALF), seed % HALF]);
  return Float32Array.of(...STEP_SETTINGS.map((name) => rates[name]), ...halves);
}

/** Appends the inputs that {@link packSettings} packs. */
export function placeSettings(graph: Graph): { fed: Tensor; rates: Tensor; dropoutSeed: Tensor } {
  const count = STEP_SETTINGS.length;
  const fed = placeholder(graph, [count + 4]);
  const halves = cast(graph, reshape(graph, slice(graph, fed, [count], [4]), [2, 2]), INT32);
  const [high, low] = [0, 1].map((column) => reshape(graph, slice(graph, halves, [0, column], [2, 1]), [2]));
  const dropoutSeed = add(graph, multiply(graph, high, graph.integers([HALF], [])), low);
  return { fed, rates: slice(graph, fed, [0], [count]), dropoutSeed };
}
