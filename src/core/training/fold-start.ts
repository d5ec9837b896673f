/** A fold before it is trained: what it needs, and where it begins. */

import type { Network } from '#core/engines/engine.ts';
import type { JobControl } from '#core/jobs/job-control.ts';
import type { TrainingEvent } from '#core/jobs/kinds/training-events.ts';
import type { NamedTensor } from '#core/models/layers/named-tensor.ts';
import { EARLY_STOPPING_START } from '#shared/early-stopping.ts';
import type { Failure } from '#shared/failure.ts';
import type { Fold } from '#shared/protocols.ts';
import type { Epoch } from '#shared/runs.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { BatchMaker } from './batch-maker.ts';
import type { BatchSource, ClipVersions, InputShape, RowReader, TrainingClip } from './batches.ts';
import type { CheckpointStore, Progress } from './checkpoint.ts';

export interface FoldTraining {
  settings: RunSettings;
  /** Number of the fold, from 0. */
  fold: number;
  split: Fold;
  /** The clips of the whole run; the split contains indices into this list. */
  clips: readonly TrainingClip[];
  rows: RowReader;
  /** Other recordings of the clips, for training. */
  versions?: readonly ClipVersions[];
  inputShape: InputShape;
  /** Frames of a row, if the input is a crop of it. */
  rowFrames?: number;
  /** Opens the maker of training batches. If absent, this thread makes them. */
  openBatches?: (source: BatchSource) => BatchMaker;
  /** Where the fold resumes from, if it was started before. */
  checkpoints: CheckpointStore;
  /** Built with the settings' optimizer; when training ends it holds the weights to test. */
  network: Network;
  /** Loads the start weights into the network. Not called for a resumed fold. */
  loadStartWeights?: () => Promise<void>;
  settingsHash: string;
  control: JobControl;
  emit(event: TrainingEvent): void;
}

export type FoldOutcome =
  /** The network holds the weights of `bestEpoch` (from 1). `failure`: they could not be written to disk. */
  | { status: 'trained'; bestEpoch: number; epochs: Epoch[]; failure: Failure | null }
  /** Stopped by the user; a checkpoint was written. */
  | { status: 'stopped' };

export interface FoldStart {
  progress: Progress;
  best: NamedTensor[] | null;
  /** Set if the fold was fully trained before. */
  outcome: FoldOutcome | null;
}

/**
 * Begins a fold, resumes it from its checkpoint, or gives the outcome of one that was fully trained before: the network then has
 * its weights. Emits the event `fold`. @throws the errors of {@link CheckpointStore}.
 */
export async function startOrResume(training: FoldTraining): Promise<FoldStart> {
  const { checkpoints, fold, network, settings, settingsHash, split, emit } = training;
  const emitFold = (epochs: Epoch[], resumed: boolean, warning: string | null, steps = 0) =>
    // Copies the history, because it grows later.
    emit({ kind: 'fold', fold, name: split.name, resumed, epochs: [...epochs], steps, warning });
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
    emitFold(history, true, null);
    const outcome = { status: 'trained', bestEpoch: epoch, epochs: history, failure: null } as const;
    return { progress: fresh, best: null, outcome };
  }
  const checkpoint = await checkpoints.load();
  if (checkpoint === null) {
    await training.loadStartWeights?.();
    emitFold([], false, null);
    return { progress: fresh, best: null, outcome: null };
  }
  await network.writeWeights(checkpoint.weights);
  await network.writeState(checkpoint.state);
  const { progress } = checkpoint;
  emitFold(progress.history, true, checkpoint.warning, progress.step);
  return { progress, best: checkpoint.best, outcome: null };
}
