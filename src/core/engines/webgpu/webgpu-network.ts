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
import { allFinite, requireFiniteInputs } from '#core/engines/finite-inputs.ts';
import { expectClass, noEmbedding, noFeatureMap } from '#core/engines/inner-layers.ts';
import { slotNames } from '#core/engines/optimizer-slots.ts';
import { joinOptimizerState, splitOptimizerState } from '#core/engines/optimizer-state.ts';
import { requireProbabilities } from '#core/engines/require-probabilities.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { embeddingLayer } from '#core/models/layers/embedding-layer.ts';
import { lastFeatureMap } from '#core/models/layers/feature-map.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { inferShapes } from '#core/models/layers/shapes.ts';
import { sizeOf, weightSpecs } from '#core/models/layers/weights.ts';
import { createMutex } from '#core/system/mutex.ts';
import type { OptimizerSettings } from '#shared/settings/optimizer.ts';
import type { Storage } from '#shared/settings/storage.ts';
import type { Gpu } from './gpu.ts';
import { GpuMemory } from './gpu-memory.ts';
import type { PlanRunner } from './plan-runner.ts';
import { type Pass, PlanRunners, weightsTooLarge } from './plan-runners.ts';
import { type NamedArray, readTensors, writeTensors } from './stored-tensors.ts';
import { type PlacedVariables, placeVariables } from './variables.ts';

/** So that the GPU does not wait while this process reads a loss and makes the next commands. */
const STEPS_IN_FLIGHT = 4;

/**
 * Builds a network on a GPU.
 * @throws UserError `invalid-architecture`, `input-too-small`, `out-of-memory`, and the errors of the GPU.
 */
export async function buildNetwork(
  gpu: Gpu,
  architecture: Architecture,
  options: BuildOptions,
): Promise<Network> {
  const { optimizer, seed, frozen = new Set() } = options;
  const specs = weightSpecs(architecture, frozen);
  requireProbabilities(architecture);
  const placed = placeVariables(specs, optimizer ? slotNames(optimizer).length : null);
  const memory = await GpuMemory.open(gpu, placed.stores);
  if (memory === null) throw weightsTooLarge(architecture, placed, optimizer !== undefined);
  const network = new WebgpuNetwork(memory, architecture, placed, options);
  await network.writeWeights(initialWeights(architecture, seed));
  return network;
}

/** A network on a GPU. Its calls run one after another. */
class WebgpuNetwork implements Network {
  readonly architecture: Architecture;
  readonly stepsInFlight = STEPS_IN_FLIGHT;
  #memory: GpuMemory | null;
  readonly #placed: PlacedVariables;
  readonly #optimizer: OptimizerSettings | undefined;
  readonly #storage: Storage;
  readonly #clipFloats: number;
  readonly #classes: number;
  readonly #runners: PlanRunners;
  readonly #turn = createMutex();
  #iterations = 0;

  constructor(
    memory: GpuMemory,
    architecture: Architecture,
    placed: PlacedVariables,
    { optimizer, frozen = new Set(), storage = 'float32' }: BuildOptions,
  ) {
    this.architecture = architecture;
    this.#memory = memory;
    this.#placed = placed;
    this.#optimizer = optimizer;
    this.#storage = storage;
    this.#runners = new PlanRunners(memory, architecture, placed, frozen);
    const shapes = inferShapes(architecture);
    this.#clipFloats = sizeOf(architecture.layers.find((layer) => layer.kind === 'input')!.shape);
    this.#classes = sizeOf(shapes.get(architecture.layers.at(-1)!.name)!);
  }

  async trainStep(batch: Batch, settings: StepSettings): Promise<StepResult> {
    const result = await this.#startStep(batch, settings);
    return result();
  }

  /** Gives a function that waits for the result; until then, the next calls can begin. */
  #startStep(batch: Batch, settings: StepSettings): Promise<() => Promise<StepResult>> {
    return this.#alone(async (memory) => {
      const optimizer = this.#optimizer;
      if (!optimizer) throw new Error('This network was built without an optimizer.');
      const { n, inputs, targets, sampleWeights } = batch;
      const classes = this.#classes;
      expectLength('inputs', inputs, n * this.#clipFloats);
      expectLength('targets', targets, n * classes);
      expectLength('sampleWeights', sampleWeights, n);
      const training = { optimizer, clips: settings.clipNorm > 0, storage: this.#storage };
      const runner = await this.#runners.exactly(n, { training });
      // A kernel may assume that there is no NaN.
      if (!allFinite(inputs)) return async () => ({ loss: Number.NaN, correct: 0 });
      const { input, labels, results } = runner.plan;
      const step = this.#iterations + 1;
      const { learningRate, clipNorm, dropoutSeed } = settings;
      const { beta1, beta2, weightDecay } = optimizer;
      runner.write(input, inputs);
      runner.write(labels!, targets);
      runner.write(labels!, sampleWeights, n * classes);
      memory.writeSettings({
        n,
        dropoutSeed,
        rate: learningRate,
        clipNorm,
        alpha: (learningRate * Math.sqrt(1 - beta2 ** step)) / (1 - beta1 ** step),
        decay: learningRate * weightDecay,
      });
      const found = await runner.start(results.step!);
      this.#iterations = step;
      return async () => {
        const [loss, correct] = await found();
        return { loss, correct };
      };
    });
  }

  predict(inputs: Float32Array, n: number): Promise<Float32Array> {
    return this.#alone(async () => {
      const classes = this.#classes;
      expectLength('inputs', inputs, n * this.#clipFloats);
      const probabilities = new Float32Array(n * classes);
      await this.#forward(inputs, n, {}, async (runner, from) => {
        const [found] = await runner.run([runner.plan.results.output]);
        probabilities.set(found, from * classes);
      });
      return probabilities;
    });
  }

  mapGradient(inputs: Float32Array, n: number, classIndex: number): Promise<MapGradient> {
    return this.#alone(async () => {
      const classes = this.#classes;
      expectLength('inputs', inputs, n * this.#clipFloats);
      expectClass(classIndex, classes);
      const map = lastFeatureMap(this.architecture);
      if (map === null) throw noFeatureMap(this.architecture);
      const { layer, shape } = map;
      const size = sizeOf(shape);
      const [values, gradients] = [new Float32Array(n * size), new Float32Array(n * size)];
      await this.#forward(inputs, n, { gradientBy: layer }, async (runner, from) => {
        const { plan } = runner;
        const logitGradients = new Float32Array(plan.n * classes);
        for (let clip = 0; clip < plan.n; clip++) logitGradients[clip * classes + classIndex] = 1;
        runner.write(plan.logitGradients!, logitGradients);
        const { map } = plan.results;
        const [found, slopes] = await runner.run([map!.values, map!.gradients]);
        values.set(found, from * size);
        gradients.set(slopes, from * size);
      });
      return { layer, shape, values, gradients };
    });
  }

  embed(inputs: Float32Array, n: number): Promise<Float32Array> {
    return this.#alone(async () => {
      expectLength('inputs', inputs, n * this.#clipFloats);
      const embedding = embeddingLayer(this.architecture);
      if (embedding === null) throw noEmbedding(this.architecture);
      const { layer, size } = embedding;
      const embeddings = new Float32Array(n * size);
      await this.#forward(inputs, n, { kept: layer }, async (runner, from) => {
        const [found] = await runner.run([runner.plan.results.kept!]);
        embeddings.set(found, from * size);
      });
      return embeddings;
    });
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    expectLength('targets', batch.targets, batch.n * this.#classes);
    expectLength('sampleWeights', batch.sampleWeights, batch.n);
    return evaluatePredictions(await this.predict(batch.inputs, batch.n), batch, this.#classes);
  }

  readWeights(): Promise<NamedTensor[]> {
    return this.#alone((memory) => readTensors(memory, this.#weightArrays()));
  }

  writeWeights(tensors: readonly NamedTensor[]): Promise<void> {
    return this.#alone(async (memory) => writeTensors(memory, this.#weightArrays(), tensors, 'weights'));
  }

  readState(): Promise<NamedTensor[]> {
    return this.#alone(async (memory) =>
      joinOptimizerState(this.#iterations, await readTensors(memory, this.#slotArrays())),
    );
  }

  writeState(tensors: readonly NamedTensor[]): Promise<void> {
    return this.#alone(async (memory) => {
      const { steps, slots } = splitOptimizerState(tensors);
      writeTensors(memory, this.#slotArrays(), slots, 'optimizer state');
      this.#iterations = steps;
    });
  }

  /** Frees the memory. Any later call throws. */
  [Symbol.dispose](): void {
    this.#memory?.[Symbol.dispose]();
    this.#memory = null;
    this.#runners.clear();
  }

  #alone<T>(work: (memory: GpuMemory) => Promise<T>): Promise<T> {
    return this.#turn.take(undefined, () => {
      if (this.#memory === null) throw new Error('The network was disposed.');
      return work(this.#memory);
    });
  }

  /** Computes as many clips at once as fit into the memory; `from`: the first clip of a part. */
  async #forward(
    inputs: Float32Array,
    n: number,
    pass: Pass,
    part: (runner: PlanRunner, from: number) => Promise<void>,
  ): Promise<void> {
    const clipFloats = this.#clipFloats;
    for (let from = 0; from < n; ) {
      const runner = await this.#runners.atMost(n - from, pass);
      // Check the inputs once, and only if there is memory for them.
      if (from === 0) requireFiniteInputs(inputs, n);
      const clips = runner.plan.n;
      runner.write(runner.plan.input, inputs.subarray(from * clipFloats, (from + clips) * clipFloats));
      this.#memory!.writeSettings({ n: clips });
      await part(runner, from);
      from += clips;
    }
  }

  #weightArrays(): NamedArray[] {
    return this.#placed.variables.map(({ name, shape, value }) => ({ name, shape, at: value }));
  }

  #slotArrays(): NamedArray[] {
    const names = this.#optimizer ? slotNames(this.#optimizer) : [];
    return this.#placed.variables.flatMap(({ name, shape, slots }) =>
      slots.map((at, index) => ({ name: `${name}/${names[index]}`, shape, at })),
    );
  }
}

function expectLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`The batch's ${what} have ${values.length} values, not ${length}.`);
}
