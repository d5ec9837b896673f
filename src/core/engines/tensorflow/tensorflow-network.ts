import type {
  Batch,
  BuildOptions,
  Evaluation,
  MapGradient,
  Network,
  StepResult,
  StepSettings,
} from '#core/engines/engine.ts';
import { allFinite, requireFiniteInputs } from '#core/engines/finite-inputs.ts';
import { expectClass, noEmbedding, noFeatureMap } from '#core/engines/inner-layers.ts';
import { joinOptimizerState, splitOptimizerState } from '#core/engines/optimizer-state.ts';
import type { CompiledNetwork } from '#core/engines/tensorflow/compile/compile-network.ts';
import type { Tensor } from '#core/engines/tensorflow/graph/graph.ts';
import type { Signature } from '#core/engines/tensorflow/graph/saved-model.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { initialWeights } from '#core/models/layers/initializers.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { sizeOf } from '#core/models/layers/weights.ts';
import { UserError } from '#shared/failure.ts';
import { type Feed, type Fetched, type NativeBinding, runGraph } from './binding.ts';
import { fittingClips, requireMemoryForWeights, usableBytes } from './memory-estimate.ts';
import { packLabels, packSettings } from './step-feeds.ts';
import { collectArrays, readArrays, writeArrays } from './stored-weights.ts';

/** Clips that are predicted at once; more clips only need more memory. */
const PREDICTION_CLIPS = 32;

/** A network in its own TensorFlow session. Its calls run one after another and block the thread. */
export class TensorflowNetwork implements Network {
  readonly architecture: Architecture;
  readonly #binding: NativeBinding;
  readonly #compiled: CompiledNetwork;
  readonly #options: BuildOptions;
  #session: number | null;
  #iterations = 0;
  /** Whether the tensors from `prepare` match the current weights. */
  #prepared = false;
  /** For each signature: the largest number of clips requested, and how many of them fit into memory. */
  readonly #fitting = new Map<Signature, { asked: number; fitting: number }>();

  /** Takes over the session: `dispose` closes it, and so does this constructor when it throws. */
  constructor(
    binding: NativeBinding,
    session: number,
    architecture: Architecture,
    compiled: CompiledNetwork,
    options: BuildOptions,
  ) {
    this.architecture = architecture;
    this.#binding = binding;
    this.#compiled = compiled;
    this.#options = options;
    this.#session = session;
    try {
      requireMemoryForWeights(architecture.name, compiled, usableBytes());
      this.#writeWeights(initialWeights(architecture, options.seed), 'initial weights');
      if (compiled.reset !== null) runGraph(binding, session, [], [compiled.reset]);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  async trainStep(batch: Batch, settings: StepSettings): Promise<StepResult> {
    const session = this.#openSession();
    const { train, inputShape, classes } = this.#compiled;
    const { optimizer } = this.#options;
    if (!train || !optimizer) throw new Error('This network was built without an optimizer.');
    const { n } = batch;
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`A batch needs at least one clip, not ${n}.`);
    expectBatch(batch, sizeOf(inputShape), classes);
    const step = this.#iterations + 1;
    const { learningRate, clipNorm } = settings;
    const rates = {
      learningRate,
      clipNorm,
      beta1Power: optimizer.beta1 ** step,
      beta2Power: optimizer.beta2 ** step,
    };
    const signature = clipNorm > 0 ? train.clipped : train.plain;
    const { inputs, output } = signature;
    this.#fittingClips(signature, n, n);
    // Frozen layers would hide non-finite inputs from the gradient.
    if (!allFinite(batch.inputs)) return { loss: Number.NaN, correct: 0 };
    const feeds = [
      feed(inputs.inputs, [n, ...inputShape], batch.inputs),
      feed(inputs.labels, [n, classes + 1], packLabels(batch, classes)),
      feed(inputs.settings, inputs.settings.shape, packSettings(rates, settings.dropoutSeed)),
    ];
    this.#prepared = false;
    const [result] = this.#run(session, feeds, output.name);
    this.#iterations = step;
    const [loss, correct, halfSquares] = result.data;
    return { loss: Number.isFinite(halfSquares) ? loss : Number.NaN, correct };
  }

  async predict(inputs: Float32Array, n: number): Promise<Float32Array> {
    this.#openSession();
    const { predict, inputShape, classes } = this.#compiled;
    expectLength('inputs', inputs, n * sizeOf(inputShape));
    const probabilities = new Float32Array(n * classes);
    this.#runInParts(predict, inputs, n, {
      more: () => [],
      onResult: (found, from) => probabilities.set(found, from * classes),
    });
    return probabilities;
  }

  async mapGradient(inputs: Float32Array, n: number, classIndex: number): Promise<MapGradient> {
    this.#openSession();
    const { mapGradient, inputShape, classes } = this.#compiled;
    expectLength('inputs', inputs, n * sizeOf(inputShape));
    expectClass(classIndex, classes);
    if (mapGradient === null) throw noFeatureMap(this.architecture);
    const { layer, shape } = mapGradient.map;
    const [, , channels] = shape;
    const size = sizeOf(shape);
    const [values, gradients] = [new Float32Array(n * size), new Float32Array(n * size)];
    this.#runInParts(mapGradient, inputs, n, {
      more: (from, to) => {
        const weights = new Float32Array((to - from) * classes);
        for (let clip = 0; clip < to - from; clip++) weights[clip * classes + classIndex] = 1;
        return [feed(mapGradient.inputs.weights, [to - from, classes], weights)];
      },
      onResult: (found, from) => {
        for (let at = 0; at < found.length; at += 2 * channels) {
          const to = from * size + at / 2;
          values.set(found.subarray(at, at + channels), to);
          gradients.set(found.subarray(at + channels, at + 2 * channels), to);
        }
      },
    });
    return { layer, shape, values, gradients };
  }

  async embed(inputs: Float32Array, n: number): Promise<Float32Array> {
    this.#openSession();
    const { embed, inputShape } = this.#compiled;
    expectLength('inputs', inputs, n * sizeOf(inputShape));
    if (embed === null) throw noEmbedding(this.architecture);
    const embeddings = new Float32Array(n * embed.size);
    this.#runInParts(embed, inputs, n, {
      more: () => [],
      onResult: (found, from) => embeddings.set(found, from * embed.size),
    });
    return embeddings;
  }

  async evaluate(batch: Batch): Promise<Evaluation> {
    this.#openSession();
    const { evaluate, inputShape, classes } = this.#compiled;
    const { inputs, targets, sampleWeights, n } = batch;
    expectBatch(batch, sizeOf(inputShape), classes);
    const labels = packLabels({ targets, sampleWeights, n }, classes);
    const result = { loss: 0, correct: 0, correctByClass: new Float64Array(classes) };
    this.#runInParts(evaluate, inputs, n, {
      more: (from, to) => {
        const part = labels.subarray(from * (classes + 1), to * (classes + 1));
        return [feed(evaluate.inputs.labels, [to - from, classes + 1], part)];
      },
      onResult: ([lossSum, correct, ...byClass]) => {
        result.loss += lossSum / n;
        result.correct += correct;
        byClass.forEach((sum, index) => {
          result.correctByClass[index] += sum;
        });
      },
    });
    return result;
  }

  /** Runs `signature` for as many clips at a time as fit into memory; `more` gives feeds besides the inputs. */
  #runInParts(
    signature: Signature,
    inputs: Float32Array,
    n: number,
    {
      more,
      onResult,
    }: { more(from: number, to: number): Feed[]; onResult(found: Float32Array, from: number): void },
  ): void {
    const session = this.#openSession();
    const { prepare, inputShape } = this.#compiled;
    const clipFloats = sizeOf(inputShape);
    const size = this.#fittingClips(signature, Math.min(n, PREDICTION_CLIPS), Math.min(n, 1));
    requireFiniteInputs(inputs, n);
    if (prepare !== null && !this.#prepared) this.#run(session, [], prepare);
    this.#prepared = true;
    for (let from = 0; from < n; from += size) {
      const to = Math.min(from + size, n);
      const clips = inputs.subarray(from * clipFloats, to * clipFloats);
      const feeds = [feed(signature.inputs.inputs, [to - from, ...inputShape], clips), ...more(from, to)];
      const [result] = this.#run(session, feeds, signature.output.name);
      onResult(result.data as Float32Array, from);
    }
  }

  async readWeights(): Promise<NamedTensor[]> {
    const arrays = collectArrays(this.#compiled, 'weights');
    return readArrays(this.#binding, this.#openSession(), arrays);
  }

  async writeWeights(tensors: readonly NamedTensor[]): Promise<void> {
    this.#openSession();
    this.#writeWeights(tensors, 'weights');
  }

  async readState(): Promise<NamedTensor[]> {
    const session = this.#openSession();
    return joinOptimizerState(
      this.#iterations,
      readArrays(this.#binding, session, collectArrays(this.#compiled, 'slots')),
    );
  }

  async writeState(tensors: readonly NamedTensor[]): Promise<void> {
    const session = this.#openSession();
    const { steps, slots } = splitOptimizerState(tensors);
    const arrays = collectArrays(this.#compiled, 'slots');
    writeArrays(this.#binding, session, this.#compiled.written.slots, arrays, slots, 'optimizer state');
    this.#iterations = steps;
  }

  /** Closes the session. Any later call throws. */
  [Symbol.dispose](): void {
    if (this.#session === null) return;
    this.#binding.deleteSavedModel(this.#session);
    this.#session = null;
  }

  #openSession(): number {
    if (this.#session === null) throw new Error('The network was disposed.');
    return this.#session;
  }

  /**
   * How many of `clips` clips fit into memory, at least `least`; computed once for each size. On a GPU, TensorFlow
   * itself manages the memory and reports when it is not enough.
   */
  #fittingClips(signature: Signature, clips: number, least: number): number {
    const known = this.#fitting.get(signature);
    if (known && clips <= known.asked) return Math.min(clips, known.fitting);
    if (this.#binding.isUsingGpuDevice()) return clips;
    const what = `${least > 1 ? `A step with ${least} clips` : 'One clip'} of “${this.architecture.name}”`;
    const request = { what, clips, least, bytes: usableBytes() };
    const fitting = fittingClips(this.#compiled, signature.output, request);
    this.#fitting.set(signature, { asked: clips, fitting });
    return fitting;
  }

  #writeWeights(tensors: readonly NamedTensor[], what: string): void {
    const arrays = collectArrays(this.#compiled, 'weights');
    this.#prepared = false;
    writeArrays(this.#binding, this.#openSession(), this.#compiled.written.weights, arrays, tensors, what);
  }

  #run(session: number, feeds: readonly Feed[], output: string): Fetched[] {
    try {
      return runGraph(this.#binding, session, feeds, [output]);
    } catch (error) {
      if (!/OOM when allocating|RESOURCE_EXHAUSTED|failed to allocate/i.test(String(error))) throw error;
      throw new UserError(
        'out-of-memory',
        `Not enough memory for “${this.architecture.name}”. Choose a smaller batch size or network.`,
        { cause: error },
      );
    }
  }
}

function feed({ name }: Tensor, shape: readonly number[], data: Float32Array): Feed {
  return { name, shape: [...shape], data };
}

function expectBatch(
  { inputs, targets, sampleWeights, n }: Batch,
  clipFloats: number,
  classes: number,
): void {
  expectLength('inputs', inputs, n * clipFloats);
  expectLength('targets', targets, n * classes);
  expectLength('sampleWeights', sampleWeights, n);
}

function expectLength(what: string, values: ArrayLike<number>, length: number): void {
  if (values.length !== length)
    throw new RangeError(`The batch's ${what} have ${values.length} values, not ${length}.`);
}
