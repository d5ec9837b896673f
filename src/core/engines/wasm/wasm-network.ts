import type {
  Batch,
  BuildOptions,
  Evaluation,
  MapGradient,
  Network,
  StepResult,
  StepSettings,
} from '#core/engines/engine.ts';
import { evaluatePredictions } from '#core/engines/evaluate-predictions.ts';
import { requireFiniteInputs } from '#core/engines/finite-inputs.ts';
import { expectClass, noEmbedding, noFeatureMap } from '#core/engines/inner-layers.ts';
import { largestBatch, outOfMemory } from '#core/engines/memory-limits.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { joinOptimizerState, splitOptimizerState } from '#core/engines/optimizer-state.ts';
import { requireProbabilities } from '#core/engines/require-probabilities.ts';
import type { Heap } from '#core/engines/wasm/kernels/heap.ts';
import type { Variable } from '#core/engines/wasm/layers/layer-program.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { embeddingLayer } from '#core/models/layers/embedding-layer.ts';
import { lastFeatureMap } from '#core/models/layers/feature-map.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf, weightSpecs } from '#core/models/layers/weights.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import { crossEntropy } from './loss.ts';
import { applyGradients } from './optimizers.ts';
import { compilePlan, type Plan, type PlanOptions } from './plan.ts';
import { type NamedArray, placeVariables, readTensors, writeTensors } from './variables.ts';

/** Clips that are predicted at once if the memory allows it; more clips only need more memory. */
const PREDICTION_CLIPS = 32;
/** Number of cached plans. An epoch needs four: full batches and the last batch, in training and in evaluation. */
const CACHED_PLANS = 8;
const SMALLER_NETWORK = 'Choose a smaller network, or feature settings with fewer bands or frames.';

/** What a plan computes besides a prediction. */
type Pass = Partial<Pick<PlanOptions, 'training' | 'gradientBy' | 'kept'>>;
const PREDICTION: Pass = {};

/** A network in its own WebAssembly memory. Its calls run one after another and block the thread. */
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
  /**
   * Incremented when derived values become invalid: by new weights, and by plans that overwrite each other's arrays.
   */
  #version = 0;
  #iterations = 0;
  #dropoutSeed: readonly [number, number] = [0, 0];

  /**
   * Allocates memory for the weights. Memory for batches is allocated at the first batch of each size.
   * @throws UserError `invalid-architecture`, `input-too-small`, `out-of-memory`.
   */
  constructor(architecture: Architecture, options: BuildOptions, createHeap: () => Heap) {
    const { optimizer, seed, frozen = new Set() } = options;
    const specs = weightSpecs(architecture, frozen);
    requireProbabilities(architecture);
    const { variables, end } = placeVariables(specs, optimizer ? slotNames(optimizer).length : null);
    const heap = createHeap();
    if (!heap.reserve(end))
      throw outOfMemory(
        `${optimizer ? 'Training' : 'The network'} “${architecture.name}” without any clips`,
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
    this.#classes = sizeOf(shapes.get(architecture.layers.at(-1)!.name)!);
    writeTensors(heap, this.#weightArrays(), initialWeights(architecture, seed), 'initial weights');
  }

  async trainStep(batch: Batch, settings: StepSettings): Promise<StepResult> {
    const heap = this.#openHeap();
    if (!this.#optimizer) throw new Error('This network was built without an optimizer.');
    const outputs = batch.n * this.#classes;
    expectLength('inputs', batch.inputs, batch.n * this.#clipFloats);
    expectLength('targets', batch.targets, outputs);
    expectLength('sampleWeights', batch.sampleWeights, batch.n);
    const plan = this.#plan(batch.n, { training: true }) ?? this.#refuseBatch(batch.n);
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
    const heap = this.#openHeap();
    const classes = this.#classes;
    expectLength('inputs', inputs, n * this.#clipFloats);
    const probabilities = new Float32Array(n * classes);
    this.#forward(inputs, n, PREDICTION, (plan, from) =>
      probabilities.set(heap.view(plan.output.region.address, plan.n * classes), from * classes),
    );
    return probabilities;
  }

  /** Computes as many clips at once as fit into the memory. `take` copies what it needs; `from`: the plan's first clip. */
  #forward(inputs: Float32Array, n: number, options: Pass, take: (plan: Plan, from: number) => void): void {
    const heap = this.#openHeap();
    const clipFloats = this.#clipFloats;
    for (let from = 0, plan: Plan; from < n; from += plan.n) {
      plan = this.#predictionPlan(n - from, options);
      // Check the inputs once, and only if there is memory for them.
      if (from === 0) requireFiniteInputs(inputs, n);
      this.#use(plan);
      const clips = inputs.subarray(from * clipFloats, (from + plan.n) * clipFloats);
      heap.view(plan.input.region.address, clips.length).set(clips);
      plan.forward();
      take(plan, from);
    }
  }

  async mapGradient(inputs: Float32Array, n: number, classIndex: number): Promise<MapGradient> {
    const heap = this.#openHeap();
    const clipFloats = this.#clipFloats;
    expectLength('inputs', inputs, n * clipFloats);
    expectClass(classIndex, this.#classes);
    const map = lastFeatureMap(this.architecture);
    if (map === null) throw noFeatureMap(this.architecture);
    const { layer, shape } = map;
    const size = sizeOf(shape);
    const [values, gradients] = [new Float32Array(n * size), new Float32Array(n * size)];
    // One clip at a time: an explanation is of few inputs.
    const plan = this.#plan(1, { gradientBy: layer });
    if (plan === null) {
      const { bytes } = this.#compile(1, { gradientBy: layer });
      throw outOfMemory(`Explaining one clip with “${this.architecture.name}”`, bytes, SMALLER_NETWORK);
    }
    requireFiniteInputs(inputs, n);
    this.#use(plan);
    for (let clip = 0; clip < n; clip++) {
      heap
        .view(plan.input.region.address, clipFloats)
        .set(inputs.subarray(clip * clipFloats, (clip + 1) * clipFloats));
      plan.forward();
      const logitGradients = heap.view(plan.logitGradients!.address, this.#classes);
      logitGradients.fill(0);
      logitGradients[classIndex] = 1;
      plan.backward();
      values.set(heap.view(plan.map!.values.address, size), clip * size);
      gradients.set(heap.view(plan.map!.gradients.address, size), clip * size);
    }
    return { layer, shape, values, gradients };
  }

  async embed(inputs: Float32Array, n: number): Promise<Float32Array> {
    const heap = this.#openHeap();
    expectLength('inputs', inputs, n * this.#clipFloats);
    const embedding = embeddingLayer(this.architecture);
    if (embedding === null) throw noEmbedding(this.architecture);
    const { layer, size } = embedding;
    const embeddings = new Float32Array(n * size);
    this.#forward(inputs, n, { kept: layer }, (plan, from) =>
      embeddings.set(heap.view(plan.kept!.address, plan.n * size), from * size),
    );
    return embeddings;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    this.#openHeap();
    expectLength('targets', batch.targets, batch.n * this.#classes);
    expectLength('sampleWeights', batch.sampleWeights, batch.n);
    return evaluatePredictions(await this.predict(batch.inputs, batch.n), batch, this.#classes);
  }

  async readWeights(): Promise<NamedTensor[]> {
    return readTensors(this.#openHeap(), this.#weightArrays());
  }

  async writeWeights(tensors: readonly NamedTensor[]): Promise<void> {
    writeTensors(this.#openHeap(), this.#weightArrays(), tensors, 'weights');
    this.#version++;
  }

  async readState(): Promise<NamedTensor[]> {
    return joinOptimizerState(this.#iterations, readTensors(this.#openHeap(), this.#slotArrays()));
  }

  async writeState(tensors: readonly NamedTensor[]): Promise<void> {
    const { steps, slots } = splitOptimizerState(tensors);
    writeTensors(this.#openHeap(), this.#slotArrays(), slots, 'optimizer state');
    this.#iterations = steps;
  }

  /** Releases the memory. Any later call throws. */
  [Symbol.dispose](): void {
    this.#heap = null;
    this.#plans.clear();
    this.#active = null;
  }

  /** Bytes of the network's memory, which never shrinks. */
  get memoryBytes(): number {
    return this.#openHeap().floats.byteLength;
  }

  #openHeap(): Heap {
    if (this.#heap === null) throw new Error('The network was disposed.');
    return this.#heap;
  }

  #weightArrays(): NamedArray[] {
    return this.#variables.map(({ name, shape, value }) => ({ name, shape, address: value }));
  }

  #slotArrays(): NamedArray[] {
    const names = this.#optimizer ? slotNames(this.#optimizer) : [];
    return this.#variables.flatMap(({ name, shape, slots }) =>
      slots.map((address, index) => ({ name: `${name}/${names[index]}`, shape, address })),
    );
  }

  /** The plan for batches of `n` clips; null if there is not enough memory. */
  #plan(n: number, pass: Pass): Plan | null {
    const key = JSON.stringify([n, pass]);
    const known = this.#plans.get(key);
    if (known) return known;
    const plan = this.#compile(n, pass);
    if (!this.#openHeap().reserve(plan.bytes)) return null;
    const oldest = this.#plans.keys().next();
    if (this.#plans.size >= CACHED_PLANS && !oldest.done) this.#plans.delete(oldest.value);
    this.#plans.set(key, plan);
    return plan;
  }

  #compile(n: number, { training = false, gradientBy, kept }: Pass): Plan {
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`A batch needs at least one clip, not ${n}.`);
    return compilePlan(this.architecture, this.#variables, this.#openHeap(), {
      n,
      training,
      gradientBy,
      kept,
      start: this.#end,
      version: () => this.#version,
      dropoutSeed: () => this.#dropoutSeed,
      frozen: this.#frozen,
    });
  }

  /** Makes the plan the active one, which owns the arrays. */
  #use(plan: Plan): void {
    if (this.#active === plan) return;
    plan.begin();
    this.#active = plan;
    this.#version++;
  }

  /** The plan for the next of `remaining` clips: for as many at once as fit into memory. */
  #predictionPlan(remaining: number, pass: Pass): Plan {
    const most = Math.min(remaining, this.#predictionClips);
    const plan = this.#plan(most, pass);
    if (plan) return plan;
    const clips = largestBatch(most - 1, (n) => this.#plan(n, pass) !== null);
    if (clips === 0) {
      const { bytes } = this.#compile(1, pass);
      throw outOfMemory(`Predicting one clip with “${this.architecture.name}”`, bytes, SMALLER_NETWORK);
    }
    this.#predictionClips = clips;
    return this.#predictionPlan(remaining, pass);
  }

  #refuseBatch(n: number): never {
    const clips = largestBatch(n - 1, (fewer) => this.#plan(fewer, { training: true }) !== null);
    const { bytes } = this.#compile(n, { training: true });
    const what = `Training “${this.architecture.name}” in batches of ${n}`;
    throw outOfMemory(what, bytes, clips > 0 ? `Choose a batch size of at most ${clips}.` : SMALLER_NETWORK);
  }
}

function expectLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`The batch's ${what} have ${values.length} values, not ${length}.`);
}
