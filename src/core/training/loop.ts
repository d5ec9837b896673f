/**
 * Trains one fold: epochs of steps, a validation after each, early stopping, checkpoints, and a hand on the switch.
 * Everything random is derived from the seed and the position, and everything summed stands in the checkpoint, so a
 * run that was stopped or killed and then resumed has the same curve as one that was left alone.
 */
import { type Failure, UserError } from '../../shared/failure.ts';
import type { Fold } from '../../shared/protocols.ts';
import { createRandom } from '../../shared/random.ts';
import type { Epoch, RunSettings } from '../../shared/runs.ts';
import type { Batch, NamedTensor, Network } from '../engines/engine.ts';
import { type BatchMaker, createBatchMaker } from './batch-maker.ts';
import { type BatchQueue, createBatchQueue } from './batch-queue.ts';
import {
  type BatchSource,
  classWeights,
  type InputShape,
  type RowReader,
  stepsPerEpoch,
  type TrainingClip,
} from './batches.ts';
import type { CheckpointStore, Progress } from './checkpoint.ts';
import { checkpointFailure } from './checkpoint-failure.ts';
import { EARLY_STOPPING_START, observeEpoch } from './early-stopping.ts';
import { evaluateClips } from './evaluate.ts';
import { breathe, type RunControl } from './run-control.ts';
import { learningRateAt } from './schedule.ts';
import type { TrainingEvent } from './training-events.ts';

export interface FoldTraining {
  settings: RunSettings;
  /** Number of the fold, from 0. */
  fold: number;
  split: Fold;
  /** Of the whole run; the split's indices point into it. */
  clips: readonly TrainingClip[];
  rows: RowReader;
  inputShape: InputShape;
  /** Makes the training batches; absent: they are made on this thread. */
  openBatches?: (source: BatchSource) => BatchMaker;
  /** Where the fold goes on from, if it was begun before. */
  checkpoints: CheckpointStore;
  /** Built with the settings' optimizer; when training ends it holds the weights to test. */
  network: Network;
  /** Puts the weights that the fold starts from into the network; not called for a fold that goes on. */
  begin?: () => Promise<void>;
  settingsHash: string;
  control: RunControl;
  emit(event: TrainingEvent): void;
}

export type FoldOutcome =
  /** The network holds the weights of `bestEpoch` (from 1). `failure`: they could not be written to disk. */
  | { status: 'trained'; bestEpoch: number; epochs: Epoch[]; failure: Failure | null }
  /** On the user's wish; a checkpoint was written. */
  | { status: 'stopped' };

/**
 * Trains a fold to its end, or until it is told to stop. Which weights are tested: the best epoch's when
 * `earlyStopping.restoreBest` (by validation loss; by training loss in a split without validation clips), the last
 * epoch's otherwise or when no epoch was counted. Throws {@link UserError} `loss-not-finite` when a loss is no longer
 * a finite number, `empty-split` without training clips, `cancelled`, and the errors of {@link CheckpointStore}.
 */
export async function trainFold(training: FoldTraining): Promise<FoldOutcome> {
  if (training.split.train.length === 0) {
    throw new UserError(
      'empty-split',
      `${training.split.name}: there are no training clips. Choose another split.`,
    );
  }
  const resumed = await beginOrResume(training);
  if (resumed.outcome) return resumed.outcome;
  const { openBatches = createBatchMaker } = training;
  using batches = openBatches(sourceOf(training));
  const run = new FoldRun(training, batches, resumed.progress, resumed.best);
  return (await run.trainEpochs()) === 'stopped' ? { status: 'stopped' } : run.finish();
}

function sourceOf({ settings, split, clips, rows, inputShape, fold }: FoldTraining): BatchSource {
  const weights = classWeights(settings.classWeights, clips, split.train);
  return { settings, fold, clips, rows, inputShape, weights };
}

interface Beginning {
  progress: Progress;
  best: NamedTensor[] | null;
  /** Set when the fold was already trained to its end. */
  outcome: FoldOutcome | null;
}

async function beginOrResume(training: FoldTraining): Promise<Beginning> {
  const { checkpoints, fold, network, settings, settingsHash, split, emit } = training;
  const announce = (epochs: Epoch[], resumed: boolean, warning: string | null) =>
    // A copy: the history goes on growing.
    emit({ kind: 'fold', fold, name: split.name, resumed, epochs: [...epochs], warning });
  const fresh: Progress = {
    settingsHash,
    fold,
    seed: settings.seed,
    epoch: 0,
    step: 0,
    lossSum: 0,
    correct: 0,
    seen: 0,
    seconds: 0,
    history: [],
    earlyStopping: EARLY_STOPPING_START,
    bestFile: null,
  };
  const finished = await checkpoints.loadFinished();
  if (finished) {
    const { epoch, history } = finished.origin;
    await network.writeWeights(finished.weights);
    announce(history, true, null);
    const outcome = { status: 'trained', bestEpoch: epoch, epochs: history, failure: null } as const;
    return { progress: fresh, best: null, outcome };
  }
  const checkpoint = await checkpoints.load();
  if (checkpoint === null) {
    await training.begin?.();
    announce([], false, null);
    return { progress: fresh, best: null, outcome: null };
  }
  await network.writeWeights(checkpoint.weights);
  await network.writeState(checkpoint.state);
  announce(checkpoint.progress.history, true, checkpoint.warning);
  return { progress: checkpoint.progress, best: checkpoint.best, outcome: null };
}

/** One fold under way: its progress, its best weights and its clock. */
class FoldRun {
  private readonly training: FoldTraining;
  private readonly progress: Progress;
  private best: NamedTensor[] | null;
  /** The epoch (from 0) of best weights that no checkpoint holds yet. */
  private unsavedBest: number | null = null;
  private readonly steps: number;
  private readonly batches: BatchQueue;
  private checkpointAt = performance.now();
  private paused = false;
  private readonly pace = { clips: 0, seconds: 0 };

  constructor(training: FoldTraining, maker: BatchMaker, progress: Progress, best: NamedTensor[] | null) {
    const { settings, split, fold } = training;
    this.training = training;
    this.progress = progress;
    this.best = best;
    this.steps = stepsPerEpoch(split.train.length, settings.batchSize);
    this.batches = createBatchQueue(maker, { ...settings, fold, train: split.train });
  }

  async trainEpochs(): Promise<'trained' | 'stopped'> {
    const { progress } = this;
    while (progress.epoch < this.training.settings.epochs && !progress.earlyStopping.stopped) {
      if ((await this.trainEpoch()) === 'stopped') return 'stopped';
    }
    return 'trained';
  }

  private async trainEpoch(): Promise<'trained' | 'stopped'> {
    const { settings } = this.training;
    const { progress } = this;
    while (progress.step < this.steps) {
      if (await this.hold()) return 'stopped';
      await this.trainStep();
      const due = performance.now() - this.checkpointAt >= settings.checkpointSeconds * 1000;
      if (due && progress.step < this.steps) await this.saveCheckpoint();
    }
    const validation = await this.validate();
    if (validation === 'stopped') return 'stopped';
    await this.closeEpoch(validation);
    return 'trained';
  }

  private async trainStep(): Promise<void> {
    const { settings, fold, network, emit } = this.training;
    const { progress } = this;
    const began = performance.now();
    const learningRate = this.learningRate(progress.step);
    const batch = await this.batches.take(progress.epoch, progress.step);
    const dropout = createRandom(settings.seed, 'dropout', fold, progress.epoch, progress.step);
    const { loss, correct } = await network.trainStep(batch, {
      learningRate,
      clipNorm: settings.clipNorm,
      dropoutSeed: [dropout.integer(2 ** 31), dropout.integer(2 ** 31)],
    });
    if (!Number.isFinite(loss)) throw this.lossNotFinite(loss, learningRate, batch);
    const seconds = (performance.now() - began) / 1000;
    progress.step++;
    progress.lossSum += loss * batch.n;
    progress.correct += correct;
    progress.seen += batch.n;
    progress.seconds += seconds;
    this.pace.clips += batch.n;
    this.pace.seconds += seconds;
    emit({
      kind: 'batch',
      fold,
      epoch: progress.epoch + 1,
      step: progress.step,
      steps: this.steps,
      loss: progress.lossSum / progress.seen,
      accuracy: progress.correct / progress.seen,
      learningRate,
      clipsPerSecond: this.pace.clips / this.pace.seconds,
    });
  }

  /** Null without validation clips. */
  private async validate(): Promise<{ loss: number; accuracy: number } | null | 'stopped'> {
    const { settings, split, clips, rows, inputShape, network } = this.training;
    if (split.validation.length === 0) return (await this.hold()) ? 'stopped' : null;
    const began = performance.now();
    const hold = () => this.hold();
    const source = { network, clips, rows, inputShape, batchSize: settings.batchSize, hold };
    const judged = await evaluateClips(source, split.validation);
    if (judged === null) return 'stopped';
    if (!Number.isFinite(judged.loss))
      throw this.lossNotFinite(judged.loss, this.learningRate(this.steps - 1));
    this.progress.seconds += (performance.now() - began) / 1000;
    return judged;
  }

  private async closeEpoch(validation: { loss: number; accuracy: number } | null): Promise<void> {
    const { settings, fold, network, emit } = this.training;
    const { progress } = this;
    const epoch: Epoch = {
      epoch: progress.epoch + 1,
      fold,
      loss: progress.lossSum / progress.seen,
      accuracy: progress.correct / progress.seen,
      validationLoss: validation?.loss ?? null,
      validationAccuracy: validation?.accuracy ?? null,
      learningRate: this.learningRate(this.steps - 1),
      seconds: progress.seconds,
    };
    const judged = observeEpoch(
      progress.earlyStopping,
      settings.earlyStopping,
      progress.epoch,
      validation?.loss ?? epoch.loss,
    );
    if (judged.bestEpoch === progress.epoch && settings.earlyStopping.restoreBest) {
      this.best = await network.readWeights();
      this.unsavedBest = progress.epoch;
    }
    const beginNext = { step: 0, lossSum: 0, correct: 0, seen: 0, seconds: 0 };
    Object.assign(progress, beginNext, { epoch: progress.epoch + 1, earlyStopping: judged });
    progress.history.push(epoch);
    emit({ kind: 'epoch', epoch });
    await this.saveCheckpoint();
  }

  /** Restores the weights to test and writes them where a recogniser finds them. */
  async finish(): Promise<FoldOutcome> {
    const { network } = this.training;
    const { history } = this.progress;
    if (this.best) await network.writeWeights(this.best);
    const failure = await this.publish(true);
    return { status: 'trained', bestEpoch: this.bestEpoch(), epochs: history, failure };
  }

  /** The epoch (from 1) of the weights that count. */
  private bestEpoch(): number {
    const { earlyStopping, history } = this.progress;
    return this.best && earlyStopping.bestEpoch !== null ? earlyStopping.bestEpoch + 1 : history.length;
  }

  private async publish(finished: boolean): Promise<Failure | null> {
    const { network, checkpoints, settingsHash, fold } = this.training;
    const origin = { settingsHash, fold, finished, epoch: this.bestEpoch(), history: this.progress.history };
    try {
      await checkpoints.publish(this.best ?? (await network.readWeights()), origin);
      return null;
    } catch (error) {
      return checkpointFailure(error);
    }
  }

  /**
   * The point between two batches where the user's wish is done: a pause writes a checkpoint and waits; true after a
   * stop, when checkpoint and weights so far are written.
   */
  private async hold(): Promise<boolean> {
    const { control, emit } = this.training;
    await breathe(control);
    if (control.wish === 'run') return false;
    await this.saveCheckpoint();
    while (control.wish === 'pause') {
      if (!this.paused) emit({ kind: 'paused', paused: true });
      this.paused = true;
      await control.changed();
      await breathe(control);
    }
    if (control.wish === 'stop') {
      await this.publish(false);
      return true;
    }
    this.paused = false;
    emit({ kind: 'paused', paused: false });
    return false;
  }

  /** A disk that is full must not end a training of hours: the failure is reported, and the run goes on. */
  private async saveCheckpoint(): Promise<void> {
    const { checkpoints, network, fold, emit } = this.training;
    const { progress } = this;
    let failure: Failure | null = null;
    try {
      if (this.best && this.unsavedBest !== null) {
        progress.bestFile = await checkpoints.saveBest(this.unsavedBest, this.best);
        this.unsavedBest = null;
      }
      await checkpoints.save(progress, await network.readWeights(), await network.readState());
    } catch (error) {
      failure = checkpointFailure(error);
    }
    this.checkpointAt = performance.now();
    emit({ kind: 'checkpoint', fold, epoch: progress.epoch + 1, step: progress.step, failure });
  }

  private learningRate(step: number): number {
    const { settings } = this.training;
    const { epoch } = this.progress;
    return learningRateAt(settings, epoch * this.steps + step, settings.epochs * this.steps);
  }

  private lossNotFinite(loss: number, learningRate: number, batch?: Batch): UserError {
    const { epoch, step } = this.progress;
    const where = batch ? `step ${step + 1} of ${this.steps}` : 'the validation';
    const advice = batch?.inputs.some((value) => !Number.isFinite(value))
      ? 'The features of a clip in this batch are not finite themselves: delete the feature cache and prepare them again.'
      : `Try a lower learning rate (it was ${learningRate})${this.training.settings.clipNorm > 0 ? '' : ', clip the gradient (clipNorm 1)'}, or normalise the features.`;
    return new UserError(
      'loss-not-finite',
      `The loss became ${loss} in epoch ${epoch + 1}, ${where}. ${advice}`,
    );
  }
}
