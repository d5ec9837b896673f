import { UserError } from '../../../shared/failure.ts';
import type { Architecture } from '../../models/architecture.ts';
import { initialWeights } from '../../models/initializers.ts';
import { sizeOf } from '../../models/weights.ts';
import type { Batch, BuildOptions, NamedTensor, Network, StepResult, StepSettings } from '../engine.ts';
import { allFinite, requireFiniteInputs } from '../finite-inputs.ts';
import { type Feed, type Fetched, type NativeBinding, runGraph } from './binding.ts';
import type { CompiledNetwork } from './compile-network.ts';
import type { Tensor } from './graph/graph.ts';
import type { Signature } from './graph/saved-model.ts';
import { fittingClips, requireRoomForWeights, usableBytes } from './memory-estimate.ts';
import { packAnswers, packSettings } from './step-feeds.ts';
import { collectPlaces, readPlaces, writePlaces } from './stored-weights.ts';

/** Clips that are predicted at once: more of them only need more memory. */
const PREDICTION_CLIPS = 32;
const ITERATIONS = 'iterations';

/** A network in a TensorFlow session of its own. Its calls run one after the other and block the thread. */
export class TensorflowNetwork implements Network {
  readonly architecture: Architecture;
  readonly #binding: NativeBinding;
  readonly #compiled: CompiledNetwork;
  readonly #options: BuildOptions;
  #session: number | null;
  #iterations = 0;
  /** Whether what `prepare` makes belongs to the weights as they are. */
  #prepared = false;
  /** The most clips that were asked for, and how many of them there was memory for, by what they go through. */
  readonly #fitting = new Map<Signature, { asked: number; fitting: number }>();

  /** Takes the session over: it is closed by `dispose`, or here when this throws. */
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
      requireRoomForWeights(architecture.name, compiled, usableBytes());
      this.#writeWeights(initialWeights(architecture, options.seed), 'initial weights');
      if (compiled.reset !== null) runGraph(binding, session, [], [compiled.reset]);
    } catch (error) {
      this[Symbol.dispose]();
      throw error;
    }
  }

  async trainStep(batch: Batch, settings: StepSettings): Promise<StepResult> {
    const session = this.#alive();
    const { train, inputShape, classes } = this.#compiled;
    const { optimizer } = this.#options;
    if (!train || !optimizer) throw new Error('This network was built without an optimizer.');
    const { n } = batch;
    if (!Number.isInteger(n) || n < 1) throw new RangeError(`A batch of ${n} clips is none.`);
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
    // Frozen layers would hide it from the gradient.
    if (!allFinite(batch.inputs)) return { loss: Number.NaN, correct: 0 };
    const feeds = [
      feed(inputs.inputs, [n, ...inputShape], batch.inputs),
      feed(inputs.answers, [n, classes + 1], packAnswers(batch, classes)),
      feed(inputs.settings, inputs.settings.shape, packSettings(rates, settings.dropoutSeed)),
    ];
    this.#prepared = false;
    const [result] = this.#run(session, feeds, output.name);
    this.#iterations = step;
    const [loss, correct, halfSquares] = result.data;
    return { loss: Number.isFinite(halfSquares) ? loss : Number.NaN, correct };
  }

  async predict(inputs: Float32Array, n: number): Promise<Float32Array> {
    this.#alive();
    const { predict, inputShape, classes } = this.#compiled;
    expectLength('inputs', inputs, n * sizeOf(inputShape));
    const probabilities = new Float32Array(n * classes);
    this.#runInParts(predict, inputs, n, {
      more: () => [],
      take: (found, from) => probabilities.set(found, from * classes),
    });
    return probabilities;
  }

  async evaluate(batch: Batch): Promise<StepResult> {
    this.#alive();
    const { evaluate, inputShape, classes } = this.#compiled;
    const { inputs, targets, sampleWeights, n } = batch;
    expectBatch(batch, sizeOf(inputShape), classes);
    const answers = packAnswers({ targets, sampleWeights, n }, classes);
    const result = { loss: 0, correct: 0 };
    this.#runInParts(evaluate, inputs, n, {
      more: (from, to) => {
        const part = answers.subarray(from * (classes + 1), to * (classes + 1));
        return [feed(evaluate.inputs.answers, [to - from, classes + 1], part)];
      },
      take: ([lossSum, right]) => {
        result.loss += lossSum / n;
        result.correct += right;
      },
    });
    return result;
  }

  /** Runs `signature` for as many clips at a time as there is memory for; `more` feeds besides the inputs. */
  #runInParts(
    signature: Signature,
    inputs: Float32Array,
    n: number,
    { more, take }: { more(from: number, to: number): Feed[]; take(found: Float32Array, from: number): void },
  ): void {
    const session = this.#alive();
    const { prepare, inputShape } = this.#compiled;
    const clipFloats = sizeOf(inputShape);
    const most = this.#fittingClips(signature, Math.min(n, PREDICTION_CLIPS), Math.min(n, 1));
    requireFiniteInputs(inputs, n);
    if (prepare !== null && !this.#prepared) this.#run(session, [], prepare);
    this.#prepared = true;
    for (let from = 0; from < n; from += most) {
      const to = Math.min(from + most, n);
      const clips = inputs.subarray(from * clipFloats, to * clipFloats);
      const feeds = [feed(signature.inputs.inputs, [to - from, ...inputShape], clips), ...more(from, to)];
      const [result] = this.#run(session, feeds, signature.output.name);
      take(result.data as Float32Array, from);
    }
  }

  async readWeights(): Promise<NamedTensor[]> {
    const places = collectPlaces(this.#compiled, 'weights');
    return readPlaces(this.#binding, this.#alive(), places);
  }

  async writeWeights(tensors: readonly NamedTensor[]): Promise<void> {
    this.#alive();
    this.#writeWeights(tensors, 'weights');
  }

  async readState(): Promise<NamedTensor[]> {
    const session = this.#alive();
    const iterations = { name: ITERATIONS, shape: [1], data: new Float32Array([this.#iterations]) };
    return [iterations, ...readPlaces(this.#binding, session, collectPlaces(this.#compiled, 'slots'))];
  }

  async writeState(tensors: readonly NamedTensor[]): Promise<void> {
    const session = this.#alive();
    const counters = tensors.filter(({ name }) => name === ITERATIONS);
    const iterations = counters[0]?.data[0] ?? -1;
    if (counters.length !== 1 || !Number.isInteger(iterations) || iterations < 0)
      throw new UserError(
        'weights-mismatch',
        'The state of the optimizer does not say how many steps were taken. Start the run again.',
      );
    const slots = tensors.filter(({ name }) => name !== ITERATIONS);
    const places = collectPlaces(this.#compiled, 'slots');
    writePlaces(this.#binding, session, this.#compiled.written.slots, places, slots, "optimizer's numbers");
    this.#iterations = iterations;
  }

  /** Closes the session. Any later call throws. */
  [Symbol.dispose](): void {
    if (this.#session === null) return;
    this.#binding.deleteSavedModel(this.#session);
    this.#session = null;
  }

  #alive(): number {
    if (this.#session === null) throw new Error('The network has been disposed of.');
    return this.#session;
  }

  /**
   * How many of `clips` clips there is memory for, at least `least`; asked once for each size. Of a GPU's memory
   * TensorFlow itself keeps count, and it says so when there is too little.
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
    const places = collectPlaces(this.#compiled, 'weights');
    this.#prepared = false;
    writePlaces(this.#binding, this.#alive(), this.#compiled.written.weights, places, tensors, what);
  }

  #run(session: number, feeds: readonly Feed[], output: string): Fetched[] {
    try {
      return runGraph(this.#binding, session, feeds, [output]);
    } catch (error) {
      if (!/OOM when allocating|RESOURCE_EXHAUSTED|failed to allocate/i.test(String(error))) throw error;
      throw new UserError(
        'out-of-memory',
        `There is too little memory for “${this.architecture.name}”. Choose a smaller batch size or network.`,
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
