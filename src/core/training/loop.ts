/**
 * Trains one fold: epochs of steps, a validation after each epoch, early stopping, checkpoints, pause and stop. All
 * random values are derived from the seed and the position, and all sums are in the checkpoint. So a run that was
 * stopped or killed and then resumed has the same curve as an uninterrupted run.
 */

import type { Batch } from '#core/engines/engine.ts';
import { yieldToMessages } from '#core/jobs/job-control.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { chosenEpoch, comparedLoss, observeEpoch } from '#shared/early-stopping.ts';
import { type Failure, UserError } from '#shared/failure.ts';
import { createRandom } from '#shared/random.ts';
import type { Epoch } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { cropOf } from '#shared/settings/features.ts';
import { type BatchMaker, createBatchMaker } from './batch-maker.ts';
import { type BatchQueue, createBatchQueue } from './batch-queue.ts';
import { type BatchSource, classWeights, stepsPerEpoch, type TrainingClip } from './batches.ts';
import type { CheckpointStore, Progress } from './checkpoint.ts';
import { checkpointFailure } from './checkpoint-failure.ts';
import { drawsInEpoch } from './epoch-order.ts';
import { type ClipResults, evaluateClips } from './evaluate.ts';
import { type FoldOutcome, type FoldTraining, startOrResume } from './fold-start.ts';
import { learningRateAt } from './schedule.ts';
import { type FinishedStep, StepsInFlight } from './steps-in-flight.ts';

/**
 * Trains a fold until it ends or is stopped. With `earlyStopping.restoreBest`, the weights of the best epoch are tested
 * (by validation loss; by training loss in a split without validation clips). Otherwise, or if no epoch was watched,
 * the weights of the last epoch are tested. Throws {@link UserError} `loss-not-finite` if a loss is not a finite
 * number, `empty-split` without training clips, `cancelled`, and the errors of {@link CheckpointStore}.
 */
export async function trainFold(training: FoldTraining): Promise<FoldOutcome> {
  if (training.split.train.length === 0) {
    throw new UserError('empty-split', `${training.split.name} has no training clips. Choose another split.`);
  }
  const resumed = await startOrResume(training);
  if (resumed.outcome) return resumed.outcome;
  const { openBatches = createBatchMaker } = training;
  using batches = openBatches(sourceOf(training));
  const run = new FoldRun(training, batches, resumed.progress, resumed.best);
  return (await run.trainEpochs()) === 'stopped' ? { status: 'stopped' } : run.finish();
}

function sourceOf({
  settings,
  split,
  clips,
  rows,
  versions,
  inputShape,
  rowFrames,
  fold,
}: FoldTraining): BatchSource {
  const draws = drawsInEpoch({ train: split.train, corpora: corporaOf(settings, clips) });
  const classes = settings.labels.emotions.length;
  const weights = classWeights(settings.classWeights, clips, split.train, classes, draws);
  const cropsWithin = cropOf(settings.features)?.within;
  return { settings, fold, clips, rows, versions, inputShape, rowFrames, cropsWithin, weights };
}

/** The corpus of each clip where batches are balanced over corpora. */
function corporaOf(
  { balanceCorpora }: RunSettings,
  clips: readonly TrainingClip[],
): readonly number[] | undefined {
  return balanceCorpora ? clips.map(({ corpus = 0 }) => corpus) : undefined;
}

/** A fold in training: its progress, its best weights and its timers. */
class FoldRun {
  private readonly training: FoldTraining;
  private readonly progress: Progress;
  private best: NamedTensor[] | null;
  /** The epoch (from 0) of best weights that are in no checkpoint yet. */
  private unsavedBest: number | null = null;
  private readonly steps: number;
  private readonly batches: BatchQueue;
  private readonly inFlight: StepsInFlight;
  private checkpointAt = performance.now();
  private paused = false;
  private readonly throughput = { clips: 0, seconds: 0 };

  constructor(training: FoldTraining, maker: BatchMaker, progress: Progress, best: NamedTensor[] | null) {
    const { settings, split, fold } = training;
    this.training = training;
    this.progress = progress;
    this.best = best;
    this.inFlight = new StepsInFlight(training.network);
    this.steps = stepsPerEpoch(split.train.length, settings.batchSize);
    this.batches = createBatchQueue(maker, {
      ...settings,
      fold,
      train: split.train,
      corpora: corporaOf(settings, training.clips),
    });
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
    const { progress, inFlight } = this;
    while (progress.step + inFlight.count < this.steps) {
      if (await this.hold()) return 'stopped';
      await this.startStep();
      const isLast = progress.step + inFlight.count === this.steps;
      await this.finishSteps(isLast ? 0 : inFlight.most);
      const due = performance.now() - this.checkpointAt >= settings.checkpointSeconds * 1000;
      if (!due || isLast) continue;
      await this.finishSteps(0);
      await this.saveCheckpoint();
    }
    const validation = await this.validate();
    if (validation === 'stopped') return 'stopped';
    await this.closeEpoch(validation);
    return 'trained';
  }

  private async startStep(): Promise<void> {
    const { settings, fold } = this.training;
    const { progress, inFlight } = this;
    const begun = performance.now();
    const step = progress.step + inFlight.count;
    const batch = await this.batches.take(progress.epoch, step);
    const dropout = createRandom(settings.seed, 'dropout', fold, progress.epoch, step);
    const learningRate = this.learningRate(step);
    const { clipNorm } = settings;
    const dropoutSeed: [number, number] = [dropout.integer(2 ** 31), dropout.integer(2 ** 31)];
    inFlight.start(batch, { learningRate, clipNorm, dropoutSeed }, begun);
  }

  /** Counts steps until at most `left` are in flight. Call it with 0 before the weights are read. */
  private async finishSteps(left: number): Promise<void> {
    while (this.inFlight.count > left) this.countStep(await this.inFlight.next());
  }

  private countStep({ batch, learningRate, loss, correct, seconds }: FinishedStep): void {
    const { fold, emit } = this.training;
    const { progress } = this;
    if (!Number.isFinite(loss)) throw this.lossNotFinite(loss, learningRate, batch);
    progress.step++;
    progress.lossSum += loss * batch.n;
    progress.correct += correct;
    progress.seen += batch.n;
    progress.seconds += seconds;
    this.throughput.clips += batch.n;
    this.throughput.seconds += seconds;
    emit({
      kind: 'batch',
      fold,
      epoch: progress.epoch + 1,
      step: progress.step,
      steps: this.steps,
      loss: progress.lossSum / progress.seen,
      accuracy: progress.correct / progress.seen,
      learningRate,
      clipsPerSecond: this.throughput.clips / this.throughput.seconds,
    });
  }

  /** Null without validation clips. */
  private async validate(): Promise<ClipResults | null | 'stopped'> {
    const { settings, split, clips, rows, inputShape, rowFrames, network } = this.training;
    if (split.validation.length === 0) return (await this.hold()) ? 'stopped' : null;
    const start = performance.now();
    const hold = () => this.hold();
    const classes = settings.labels.emotions.length;
    const { batchSize } = settings;
    const cropsWithin = cropOf(settings.features)?.within;
    const source = { network, clips, rows, inputShape, rowFrames, cropsWithin, classes, batchSize, hold };
    const result = await evaluateClips(source, split.validation);
    if (result === null) return 'stopped';
    if (!Number.isFinite(result.loss))
      throw this.lossNotFinite(result.loss, this.learningRate(this.steps - 1));
    this.progress.seconds += (performance.now() - start) / 1000;
    return result;
  }

  private async closeEpoch(validation: ClipResults | null): Promise<void> {
    const { settings, fold, network, emit } = this.training;
    const { progress } = this;
    const epoch: Epoch = {
      epoch: progress.epoch + 1,
      fold,
      loss: progress.lossSum / progress.seen,
      accuracy: progress.correct / progress.seen,
      validationLoss: validation?.loss ?? null,
      validationAccuracy: validation?.accuracy ?? null,
      validationUar: validation?.uar ?? null,
      learningRate: this.learningRate(this.steps - 1),
      seconds: progress.seconds,
    };
    const earlyStopping = observeEpoch(
      progress.earlyStopping,
      settings.earlyStopping,
      progress.epoch,
      comparedLoss(epoch),
    );
    if (earlyStopping.bestEpoch === progress.epoch && settings.earlyStopping.restoreBest) {
      this.best = await network.readWeights();
      this.unsavedBest = progress.epoch;
    }
    const nextEpoch = { step: 0, lossSum: 0, correct: 0, seen: 0, seconds: 0 };
    Object.assign(progress, nextEpoch, { epoch: progress.epoch + 1, earlyStopping });
    progress.history.push(epoch);
    emit({ kind: 'epoch', epoch });
    await this.saveCheckpoint();
  }

  /** Restores the weights to test and writes the weights file for prediction. */
  async finish(): Promise<FoldOutcome> {
    const { network } = this.training;
    const { history } = this.progress;
    if (this.best) await network.writeWeights(this.best);
    const failure = await this.publish(true);
    return { status: 'trained', bestEpoch: this.bestEpoch(), epochs: history, failure };
  }

  /** The epoch (from 1) of the weights to test; 0 before the first one ends. */
  private bestEpoch(): number {
    return chosenEpoch(this.progress.history, this.training.settings.earlyStopping)?.epoch ?? 0;
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
   * Carries out a command of the user between two batches. A pause writes a checkpoint and waits. Returns true after a
   * stop, when the checkpoint and the weights so far are written.
   */
  private async hold(): Promise<boolean> {
    const { control, emit } = this.training;
    await yieldToMessages(control);
    if (control.command === 'run') return false;
    await this.finishSteps(0);
    await this.saveCheckpoint();
    while (control.command === 'pause') {
      if (!this.paused) emit({ kind: 'paused', paused: true });
      this.paused = true;
      await control.changed();
      await yieldToMessages(control);
    }
    if (control.command === 'stop') {
      await this.publish(false);
      return true;
    }
    this.paused = false;
    emit({ kind: 'paused', paused: false });
    return false;
  }

  /** Reports a failure and continues, because a full disk must not end a training of hours. */
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
    const where = batch ? `step ${step + 1} of ${this.steps}` : 'during validation';
    const advice = batch?.inputs.some((value) => !Number.isFinite(value))
      ? 'The features of a clip in this batch are not finite. Delete the feature cache and prepare the features again.'
      : `Try a lower learning rate (it was ${learningRate})${this.training.settings.clipNorm > 0 ? '' : ', clip the gradient (clipNorm 1)'}, or normalise the features.`;
    const stored =
      this.training.settings.storage === 'float16'
        ? ' Activations of 65,520 or more cannot be stored as float16: the storage float32 can store them.'
        : '';
    return new UserError(
      'loss-not-finite',
      `The loss became ${loss} in epoch ${epoch + 1}, ${where}. ${advice}${stored}`,
    );
  }
}
