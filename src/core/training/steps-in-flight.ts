import type { Batch, Network, StepResult, StepSettings } from '#core/engines/engine.ts';

/** A training step with its result. */
export interface FinishedStep extends StepResult {
  batch: Batch;
  learningRate: number;
  /** Since the step was begun, or since the step before it ended, if that was later. */
  seconds: number;
}

interface StartedStep {
  batch: Batch;
  learningRate: number;
  begun: number;
  result: Promise<StepResult>;
}

/** Training steps that were started and whose results were not taken yet, in their order. */
export class StepsInFlight {
  /** How many may be in flight while the next one is started. */
  readonly most: number;
  readonly #network: Network;
  readonly #started: StartedStep[] = [];
  #endedAt = 0;

  constructor(network: Network) {
    this.#network = network;
    this.most = (network.stepsInFlight ?? 1) - 1;
  }

  get count(): number {
    return this.#started.length;
  }

  /** @param begun When the work for the step began: `performance.now()`. */
  start(batch: Batch, settings: StepSettings, begun: number): void {
    const result = this.#network.trainStep(batch, settings);
    // A step can fail while the next ones are started; `next` throws its error.
    result.catch(() => undefined);
    this.#started.push({ batch, learningRate: settings.learningRate, begun, result });
  }

  /** Waits for the first step. Throws the errors of the network. */
  async next(): Promise<FinishedStep> {
    const step = this.#started.shift();
    if (step === undefined) throw new Error('No step was started.');
    const { batch, learningRate, begun, result } = step;
    const { loss, correct } = await result;
    const now = performance.now();
    const seconds = (now - Math.max(begun, this.#endedAt)) / 1000;
    this.#endedAt = now;
    return { batch, learningRate, loss, correct, seconds };
  }
}
