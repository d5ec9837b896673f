import { UserError } from '../../../shared/failure.ts';
import type { OptimizerSettings } from '../../../shared/runs.ts';
import type { Architecture } from '../../models/architecture.ts';
import { initialWeights } from '../../models/initializers.ts';
import { inferShapes } from '../../models/shapes.ts';
import { sizeOf, weightSpecs } from '../../models/weights.ts';
import type { Batch, BuildOptions, NamedTensor, Network, StepResult, StepSettings } from '../engine.ts';
import { requireFiniteInputs } from '../finite-inputs.ts';
import { judge } from '../judge.ts';
import { slotNames } from '../optimizer-slots.ts';
import type { Heap } from './heap.ts';
import type { Variable } from './layer-program.ts';
import { crossEntropy } from './loss.ts';
import { largestBatch, outOfMemory } from './memory-limits.ts';
import { applyGradients } from './optimizers.ts';
import { compilePlan, type Plan } from './plan.ts';
import { type NamedPlace, placeVariables, readTensors, writeTensors } from './variables.ts';

/** Clips that are predicted at once where the memory allows it; more of them would only need more. */
const PREDICTION_CLIPS = 32;
/** Plans that are kept; an epoch needs four: its batches and its last one, in training and in evaluation. */
const KEPT_PLANS = 8;
const ITERATIONS = 'iterations';
const SMALLER_NETWORK = 'Choose a smaller network, or a recipe with fewer bands and frames.';

/** A network in a WebAssembly memory of its own. Its calls run one after the other and block the thread. */
export class WasmNetwork implements Network {
  readonly architecture: Architecture;
  #heap: Heap | null;
  readonly #variables: Variable[];
  readonly #end: number;
  readonly #optimizer: OptimizerSettings | undefined;
  readonly #frozen: ReadonlySet<string>;
  readonly #clipFloats: number;
  readonly #classes: number;
  readonly #plans = new Map<string, Plan>();
  #active: Plan | null = null;
  #predictionClips = PREDICTION_CLIPS;
  /** Counts what makes derived values old: new weights, and plans that write over each other's arrays. */
  #version = 0;
  #iterations = 0;
  #dropoutSeed: readonly [number, number] = [0, 0];

  /**
   * Takes memory for the weights; that for batches is taken when the first of a size comes.
   * @throws UserError `invalid-architecture`, `input-too-small`, `out-of-memory`.
   */
  constructor(architecture: Architecture, options: BuildOptions, createHeap: () => Heap) {
    const { optimizer, seed, frozen = new Set() } = options;
    const specs = weightSpecs(architecture).map((spec) => ({
      ...spec,
      trainable: spec.trainable && !frozen.has(spec.layer),
    }));
    const last = architecture.layers.at(-1);
    if (last?.kind !== 'activation' || last.function !== 'softmax')
      throw new UserError(
        'invalid-architecture',
        `The network “${architecture.name}” does not end in a softmax, so its output is no probabilities.`,
      );
    const { variables, end } = placeVariables(specs, optimizer ? slotNames(optimizer).length : null);
    const heap = createHeap();
    if (!heap.reserve(end))
      throw outOfMemory(
        `${optimizer ? 'Training' : 'The network'} “${architecture.name}”, without any clips yet,`,
        end,
        SMALLER_NETWORK,
      );
    this.architecture = architecture;
    this.#heap = heap;
    this.#variables = variables;
    this.#end = end;
    this.#optimizer = optimizer;
    this.#frozen = frozen;
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
    const plan = this.#plan(batch.n, true) ?? this.#refuseBatch(batch.n);
    this.#use(plan);
    this.#dropoutSeed = settings.dropoutSeed;
    heap.view(plan.input.region.address, plan.input.region.floats).set(batch.inputs);
    plan.forward();
    const result = crossEntropy(
      heap.view(plan.logits.address, outputs),
      heap.view(plan.output.region.address, outputs),
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
    let count = 0;
    for (let from = 0; from < n; from += count) {
      const plan = this.#predictionPlan(n - from);
      // Looked at once, and only where there is memory for them.
      if (from === 0) requireFiniteInputs(inputs, n);
      this.#use(plan);
      count = plan.n;
      const clips = inputs.subarray(from * clipFloats, (from + count) * clipFloats);
      heap.view(plan.input.region.address, clips.length).set(clips);
      plan.forward();
      probabilities.set(heap.view(plan.output.region.address, count * classes), from * classes);
    }
    return probabilities;
  }

  async evaluate(batch: Batch): Promise<StepResult> {
    this.#alive();
    expectLength('targets', batch.targets, batch.n * this.#classes);
    expectLength('sampleWeights', batch.sampleWeights, batch.n);
    return judge(await this.predict(batch.inputs, batch.n), batch);
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

  /** The plan for batches of `n` clips; null where there is not as much memory. */
  #plan(n: number, training: boolean): Plan | null {
    const key = `${training ? 'train' : 'predict'} ${n}`;
    const known = this.#plans.get(key);
    if (known) return known;
    const plan = this.#compile(n, training);
    if (!this.#alive().reserve(plan.bytes)) return null;
    const oldest = this.#plans.keys().next();
    if (this.#plans.size >= KEPT_PLANS && !oldest.done) this.#plans.delete(oldest.value);
    this.#plans.set(key, plan);
    return plan;
  }

  #compile(n: number, training: boolean): Plan {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`A batch of ${n} clips is none.`);
    return compilePlan(this.architecture, this.#variables, this.#alive(), {
      n,
      training,
      start: this.#end,
      version: () => this.#version,
      dropoutSeed: () => this.#dropoutSeed,
      frozen: this.#frozen,
    });
  }

  /** Makes the plan the one that its arrays belong to. */
  #use(plan: Plan): void {
    if (this.#active === plan) return;
    plan.begin();
    this.#active = plan;
    this.#version++;
  }

  /** The plan for the next of `remaining` clips: for as many at once as there is memory for. */
  #predictionPlan(remaining: number): Plan {
    const most = Math.min(remaining, this.#predictionClips);
    const plan = this.#plan(most, false);
    if (plan) return plan;
    const clips = largestBatch(most - 1, (n) => this.#plan(n, false) !== null);
    if (clips === 0) {
      const { bytes } = this.#compile(1, false);
      throw outOfMemory(`Predicting one clip with “${this.architecture.name}”`, bytes, SMALLER_NETWORK);
    }
    this.#predictionClips = clips;
    return this.#predictionPlan(remaining);
  }

  #refuseBatch(n: number): never {
    const clips = largestBatch(n - 1, (fewer) => this.#plan(fewer, true) !== null);
    const { bytes } = this.#compile(n, true);
    const what = `Training “${this.architecture.name}” in batches of ${n}`;
    throw outOfMemory(what, bytes, clips > 0 ? `Choose a batch size of at most ${clips}.` : SMALLER_NETWORK);
  }
}

function expectLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`The batch's ${what} have ${values.length} values, not ${length}.`);
}
