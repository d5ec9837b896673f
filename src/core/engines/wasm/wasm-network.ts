import { UserError } from '../../../shared/failure.ts';
import type { OptimizerSettings } from '../../../shared/runs.ts';
import type { Architecture } from '../../models/architecture.ts';
import { initialWeights } from '../../models/initializers.ts';
import { inferShapes } from '../../models/shapes.ts';
import { sizeOf, weightSpecs } from '../../models/weights.ts';
import type { Batch, BuildOptions, NamedTensor, Network, StepResult, StepSettings } from '../engine.ts';
import type { Heap } from './heap.ts';
import type { Variable } from './layer-program.ts';
import { crossEntropy } from './loss.ts';
import { applyGradients, slotNames } from './optimizers.ts';
import { compilePlan, type Plan } from './plan.ts';
import { type NamedPlace, placeVariables, readTensors, writeTensors } from './variables.ts';

/** Clips that are predicted at once: more of them only need more memory. */
const PREDICTION_CLIPS = 32;
/** Plans that are kept; an epoch needs four: its batches and its last one, in training and in evaluation. */
const KEPT_PLANS = 8;
const ITERATIONS = 'iterations';

/** A network in a WebAssembly memory of its own. Its calls run one after the other and block the thread. */
export class WasmNetwork implements Network {
  readonly architecture: Architecture;
  #heap: Heap | null;
  readonly #variables: Variable[];
  readonly #end: number;
  readonly #optimizer: OptimizerSettings | undefined;
  readonly #clipFloats: number;
  readonly #classes: number;
  readonly #plans = new Map<string, Plan>();
  #active: Plan | null = null;
  #version = 0;
  #iterations = 0;
  #dropoutSeed: readonly [number, number] = [0, 0];

  /**
   * Throws {@link UserError} `invalid-architecture`, `input-too-small` or `out-of-memory`, each before any memory is
   * taken for the batch.
   */
  constructor(architecture: Architecture, options: BuildOptions, createHeap: () => Heap) {
    const specs = weightSpecs(architecture);
    const last = architecture.layers.at(-1);
    if (last?.kind !== 'activation' || last.function !== 'softmax')
      throw new UserError(
        'invalid-architecture',
        `The network “${architecture.name}” does not end in a softmax, so its output is no probabilities.`,
      );
    const { optimizer, seed } = options;
    const { variables, end } = placeVariables(specs, optimizer ? slotNames(optimizer).length : null);
    const heap = createHeap();
    heap.reserve(end);
    this.architecture = architecture;
    this.#heap = heap;
    this.#variables = variables;
    this.#end = end;
    this.#optimizer = optimizer;
    const shapes = inferShapes(architecture);
    this.#clipFloats = sizeOf(architecture.layers.find((layer) => layer.kind === 'input')!.shape);
    this.#classes = sizeOf(shapes.get(last.name)!);
    writeTensors(heap, this.#weightPlaces(), initialWeights(architecture, seed), 'initial weights');
  }

  async trainStep(batch: Batch, settings: StepSettings): Promise<StepResult> {
    const heap = this.#alive();
    if (!this.#optimizer) throw new Error('This network was built without an optimizer.');
    const outputs = batch.n * this.#classes;
    expectLength('inputs', batch.inputs, batch.n * this.#clipFloats);
    expectLength('targets', batch.targets, outputs);
    expectLength('sampleWeights', batch.sampleWeights, batch.n);
    const plan = this.#use(batch.n, true);
    this.#dropoutSeed = settings.dropoutSeed;
    heap.view(plan.input.buffer.address, plan.input.buffer.floats).set(batch.inputs);
    plan.forward();
    const result = crossEntropy(
      heap.view(plan.logits.address, outputs),
      heap.view(plan.output.buffer.address, outputs),
      batch,
      plan.logitGradients && heap.view(plan.logitGradients.address, outputs),
    );
    plan.backward();
    const trainable = this.#variables.filter((variable) => variable.trainable);
    applyGradients(heap, trainable, this.#optimizer, this.#iterations, settings);
    this.#iterations++;
    this.#version++;
    return result;
  }

  async predict(inputs: Float32Array, n: number): Promise<Float32Array> {
    const heap = this.#alive();
    const classes = this.#classes;
    const clipFloats = this.#clipFloats;
    expectLength('inputs', inputs, n * clipFloats);
    const probabilities = new Float32Array(n * classes);
    for (let from = 0; from < n; from += PREDICTION_CLIPS) {
      const count = Math.min(PREDICTION_CLIPS, n - from);
      const plan = this.#use(count, false);
      const clips = inputs.subarray(from * clipFloats, (from + count) * clipFloats);
      heap.view(plan.input.buffer.address, clips.length).set(clips);
      plan.forward();
      probabilities.set(heap.view(plan.output.buffer.address, count * classes), from * classes);
    }
    return probabilities;
  }

  async readWeights(): Promise<NamedTensor[]> {
    return readTensors(this.#alive(), this.#weightPlaces());
  }

  async writeWeights(tensors: readonly NamedTensor[]): Promise<void> {
    writeTensors(this.#alive(), this.#weightPlaces(), tensors, 'weights');
    this.#version++;
  }

  async readState(): Promise<NamedTensor[]> {
    const iterations = { name: ITERATIONS, shape: [1], data: new Float32Array([this.#iterations]) };
    return [iterations, ...readTensors(this.#alive(), this.#slotPlaces())];
  }

  async writeState(tensors: readonly NamedTensor[]): Promise<void> {
    const counters = tensors.filter(({ name }) => name === ITERATIONS);
    const iterations = counters[0]?.data[0] ?? -1;
    if (counters.length !== 1 || !Number.isInteger(iterations) || iterations < 0)
      throw new UserError(
        'weights-mismatch',
        'The state of the optimizer does not say how many steps were taken. Start the run again.',
      );
    const slots = tensors.filter(({ name }) => name !== ITERATIONS);
    writeTensors(this.#alive(), this.#slotPlaces(), slots, "optimizer's numbers");
    this.#iterations = iterations;
  }

  /** Lets go of the memory. Any later call throws. */
  [Symbol.dispose](): void {
    this.#heap = null;
    this.#plans.clear();
    this.#active = null;
  }

  /** Bytes of the network's memory, which never shrinks. */
  get memoryBytes(): number {
    return this.#alive().floats.byteLength;
  }

  #alive(): Heap {
    if (this.#heap === null) throw new Error('The network has been disposed of.');
    return this.#heap;
  }

  #weightPlaces(): NamedPlace[] {
    return this.#variables.map(({ name, shape, value }) => ({ name, shape, address: value }));
  }

  #slotPlaces(): NamedPlace[] {
    const names = this.#optimizer ? slotNames(this.#optimizer) : [];
    return this.#variables.flatMap(({ name, shape, slots }) =>
      slots.map((address, index) => ({ name: `${name}/${names[index]}`, shape, address })),
    );
  }

  /** The plan for batches of `n` clips, ready to run. */
  #use(n: number, training: boolean): Plan {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`A batch of ${n} clips is none.`);
    const key = `${training ? 'train' : 'predict'} ${n}`;
    let plan = this.#plans.get(key);
    if (!plan) {
      plan = compilePlan(this.architecture, this.#variables, this.#alive(), {
        n,
        training,
        start: this.#end,
        version: () => this.#version,
        dropoutSeed: () => this.#dropoutSeed,
      });
      const oldest = this.#plans.keys().next();
      if (this.#plans.size >= KEPT_PLANS && !oldest.done) this.#plans.delete(oldest.value);
      this.#plans.set(key, plan);
    }
    if (this.#active !== plan) {
      plan.begin();
      this.#active = plan;
      this.#version++;
    }
    return plan;
  }
}

function expectLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`The batch's ${what} have ${values.length} values, not ${length}.`);
}
