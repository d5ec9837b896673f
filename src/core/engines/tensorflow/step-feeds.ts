import type { Batch } from '../engine.ts';
import { INT32 } from './graph/attributes.ts';
import { add, cast, multiply } from './graph/elementwise.ts';
import type { Graph, Tensor } from './graph/graph.ts';
import { reshape, slice } from './graph/shaping.ts';
import { placeholder } from './graph/variables.ts';

/** What a batch is to come out as: fed as one array, its parts taken out of it. */
export interface Answers {
  /** `[n, classes + 1]`: the targets of each clip, and what its loss weighs. */
  fed: Tensor;
  /** `[n, classes]` */
  targets: Tensor;
  /** `[n]` */
  sampleWeights: Tensor;
}

/** Appends the answers of `batch` clips. */
export function placeAnswers(graph: Graph, batch: number, classes: number): Answers {
  const fed = placeholder(graph, [batch, classes + 1]);
  return {
    fed,
    targets: slice(graph, fed, [0, 0], [-1, classes]),
    sampleWeights: reshape(graph, slice(graph, fed, [0, classes], [-1, 1]), [batch]),
  };
}

/** The array that {@link Answers.fed} takes. */
export function packAnswers(
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

/** What a step is told besides its batch, in this order; then the dropout's two seeds, in halves of 16 bits. */
export const STEP_SETTINGS = ['learningRate', 'clipNorm', 'beta1Power', 'beta2Power'] as const;
const HALF = 2 ** 16;

/** The array of a step's settings: a float holds 24 bits exactly, a seed has 31. */
export function packSettings(
  rates: Readonly<Record<(typeof STEP_SETTINGS)[number], number>>,
  dropoutSeed: readonly [number, number],
): Float32Array {
  const halves = dropoutSeed.flatMap((seed) => [Math.floor(seed / HALF), seed % HALF]);
  return Float32Array.of(...STEP_SETTINGS.map((name) => rates[name]), ...halves);
}

/** Appends what {@link packSettings} packs. */
export function placeSettings(graph: Graph): { fed: Tensor; rates: Tensor; dropoutSeed: Tensor } {
  const count = STEP_SETTINGS.length;
  const fed = placeholder(graph, [count + 4]);
  const halves = cast(graph, reshape(graph, slice(graph, fed, [count], [4]), [2, 2]), INT32);
  const [high, low] = [0, 1].map((column) => reshape(graph, slice(graph, halves, [0, column], [2, 1]), [2]));
  const dropoutSeed = add(graph, multiply(graph, high, graph.integers([HALF], [])), low);
  return { fed, rates: slice(graph, fed, [0], [count]), dropoutSeed };
}
