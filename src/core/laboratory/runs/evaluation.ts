import { setImmediate as nextTurn } from 'node:timers/promises';
import { underLabelSet } from '#core/corpora/under-label-set.ts';
import { testedCrops } from '#core/features/crop.ts';
import { speakerNumbers } from '#core/features/speaker-normalisation.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import type { JobInput } from '#core/jobs/job-kinds.ts';
import { outcomeResult } from '#core/jobs/job-outcome.ts';
import { clipsOf, prepareFeatures, scanAndRemember } from '#core/laboratory/corpora/scanning.ts';
import { correctScan } from '#core/laboratory/corrections/correct-scan.ts';
import { saveClips } from '#core/laboratory/library/library.ts';
import { writeResult } from '#core/laboratory/log-waits.ts';
import { requireFeatureSpace } from '#core/laboratory/plans/feature-space.ts';
import { missingFeatures } from '#core/laboratory/plans/missing-features.ts';
import { finalModel, modelWeights } from '#core/laboratory/recognition/model-files.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { overlapOf, sharedLabelMetrics } from '#core/metrics/shared-labels.ts';
import { auditLeakage, copyGroups, type LeakageAudit } from '#core/splits/leakage-audit.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { RequestOutput } from '#shared/contract.ts';
import type { Clip, Scan } from '#shared/corpora.ts';
import type { EmotionUse, TrainedOn } from '#shared/evaluations.ts';
import { UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { ModelChoice, RunDescription } from '#shared/runs.ts';
import { firstRecordings, testedRecordingCount } from '#shared/settings/augmentation.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';
import { prepareVersions } from './other-recordings.ts';
import { corporaOf, rowsOf } from './run-preparation.ts';
import { type TrainingData, trainingData } from './trained-clips.ts';

export interface EvaluationOptions {
  folders: readonly string[];
  /** Only the corpus of this name in the folders; null: all. */
  corpus: string | null;
  /** Save the evaluation of the run's own model with the run, in place of an earlier one on the same clips. */
  keep: boolean;
  /** By default the final model, if there is one. */
  model?: ModelChoice;
}

/**
 * The metrics of a run's model on the clips of other folders, with a leakage check against the clips that it was trained
 * or selected on, so that metrics on training data are always marked. {@link sharedLabelMetrics} defines the metrics if
 * the emotions differ from those of the training set.
 * @throws UserError `no-clips`, `no-such-corpus`, `no-common-emotions`, `no-recogniser`, `disk-full`, `cancelled`.
 */
export async function evaluateOn(
  services: Services,
  run: RunDescription,
  { folders, corpus, keep, model = 'final' }: EvaluationOptions,
  context: CallContext,
): Promise<RequestOutput<'runs.evaluate'>> {
  const weightsPaths = modelWeights(services.folder, run, model);
  // Errors in these are thrown before features and predictions, which take longest.
  const { scan, clips: scanned, training } = await clipsToTest(services, run, { folders, corpus }, context);
  const recordings = testedRecordingCount(run.settings.augmentation);
  const features = featuresOf(run.settings);
  const effects = firstRecordings(recordings);
  const yieldNow = createYielder(context.signal);
  const missing = await missingFeatures(services, scanned, features, effects, yieldNow);
  const warnings = await requireFeatureSpace(services.folder, missing);
  const { cache, problems } = await prepareFeatures(services, scanned, features, context);
  using _ = cache;
  const unreadable = new Set(problems.map(({ path }) => path));
  const clips = clipsOf({
    clips: scanned.filter(({ path }) => !unreadable.has(path)),
    problems: [...problems, ...scan.problems],
  });
  const rows = rowsOf(clips, (fingerprint) => cache.rowOf(fingerprint));
  const versions = await prepareVersions(services, clips, run.settings, recordings, context);
  const { probabilities, engine, device } = await predictInputs(
    services,
    run,
    {
      weightsPaths,
      inputs: { from: 'rows', rowsPath: cache.rowsPath, rows, versions },
      speakers: { rows, speakers: speakerNumbers(clips) },
    },
    context,
  );
  const emotions = emotionUse(clips, training, run);
  const names = emotionNames(run.settings.labels);
  const predictions = clips.map(({ emotion, speaker }, i) => ({
    actual: names.indexOf(emotion),
    probabilities: [...probabilities.subarray(i * names.length, (i + 1) * names.length)],
    speaker,
  }));
  const shared = emotions.shared.map((emotion) => names.indexOf(emotion));
  const scores = sharedLabelMetrics(predictions, shared, { seed: run.settings.seed, labels: names });
  const { leakage, trainedOn } = await auditTraining(training.clips, clips, context.signal);

  const corpora = corporaOf(scan, clips);
  const skipped = [...scan.problems, ...problems];
  const write = <T>(call: () => T) => writeResult(services.log, call, context);
  const save = async (): Promise<string> => {
    const numbers = await saveClips(services.log, clips, context.signal, write);
    const found = {
      run: run.id,
      corpora,
      clipsFingerprint: corpusFingerprint(clips),
      synthetic: clips.some(({ synthetic }) => synthetic),
      engine,
      device,
      leakage,
      problems: skipped.length,
      labels: names,
      emotions,
      scores,
      probabilities,
      trainedOn,
    };
    return write(() => services.log.saveEvaluation(found, numbers));
  };
  const byDefault = model === 'final' || finalModel(services.folder, run) === null;
  const evaluation = keep && byDefault && run.status === 'finished' ? await save() : null;
  return {
    ...scores.results,
    leakage,
    problems: skipped,
    corpora,
    emotions,
    restricted: scores.restricted,
    warnings,
    evaluation,
  };
}

/**
 * The clips of folders with the emotions of a run's label set, and what the run learned from.
 * @throws UserError `no-clips`, `no-such-corpus`, `no-common-emotions`.
 */
export async function clipsToTest(
  services: Services,
  run: RunDescription,
  { folders, corpus }: Pick<EvaluationOptions, 'folders' | 'corpus'>,
  context: CallContext,
): Promise<{ scan: Scan; clips: Clip[]; training: TrainingData }> {
  const { scan: labelled } = correctScan(services.log, await scanAndRemember(services, folders, context));
  const scan = chosenCorpus(underLabelSet(labelled, run.settings.labels), corpus);
  const clips = clipsOf(scan);
  await nextTurn();
  const training = trainingData(services.log, run.id);
  emotionUse(clips, training, run);
  await nextTurn();
  return { scan, clips, training };
}

/** The scan with only the corpus of this name. @throws UserError `no-such-corpus`. */
function chosenCorpus(scan: Scan, name: string | null): Scan {
  if (name === null) return scan;
  const corpora = scan.corpora.filter((corpus) => corpus.name === name);
  if (corpora.length > 0) {
    return { ...scan, corpora, clips: scan.clips.filter(({ corpus }) => corpus === name) };
  }
  const found = scan.corpora.map((corpus) => corpus.name).join(', ');
  throw new UserError(
    'no-such-corpus',
    `These folders have no corpus "${name}". ${found === '' ? 'They have no corpora.' : `They have: ${found}.`}`,
  );
}

/** @throws UserError `no-common-emotions` if the run was trained on none of the clips' emotions. */
export function emotionUse(
  clips: readonly Clip[],
  { emotions }: TrainingData,
  run: RunDescription,
): EmotionUse {
  const names = emotionNames(run.settings.labels);
  const trained = new Set([...emotions].map((emotion) => names.indexOf(emotion)));
  const counts = new Map<number, number>();
  for (const { emotion } of clips) {
    const index = names.indexOf(emotion);
    counts.set(index, (counts.get(index) ?? 0) + 1);
  }
  const { shared, missing, unseen } = overlapOf(counts.keys(), trained);
  if (shared.length === 0) {
    throw new UserError(
      'no-common-emotions',
      `Run ${run.id} was trained on ${[...emotions].sort().join(', ')}. These clips have none of these emotions. Choose other clips.`,
    );
  }
  return {
    shared: shared.map((label) => names[label]),
    missing: missing.map((label) => names[label]),
    excluded: unseen.map((label) => ({ emotion: names[label], clips: counts.get(label)! })),
  };
}

/**
 * The probabilities `[clips, emotions]` of features in the evaluation host, which does not wait for a training. The speakers count
 * where the run normalises them.
 * @throws UserError `no-recogniser`, `cancelled`, and the errors of the job.
 */
export async function predictInputs(
  services: Services,
  run: Pick<RunDescription, 'id' | 'settings'>,
  { weightsPaths, inputs, speakers }: Pick<JobInput<'predict'>, 'weightsPaths' | 'inputs' | 'speakers'>,
  context: CallContext,
): Promise<{ probabilities: Float32Array; engine: string; device: string }> {
  const { features, network, engine, batchSize, labels, normaliseSpeakers } = run.settings;
  let used = { engine: engine as string, device: '' };
  const job = services.hosts.evaluation.run(
    {
      kind: 'predict',
      engine,
      orAnotherEngine: true,
      network,
      inputShape: inputShapeOf(features),
      classes: labels.emotions.length,
      weightsPaths,
      batchSize,
      crops: testedCrops(features),
      speakers: normaliseSpeakers ? speakers : undefined,
      inputs,
    },
    (event) => {
      if (event.kind === 'progress') context.progress('recognising', event.done, event.total);
      if (event.kind === 'engine') used = { engine: event.engine, device: event.device };
    },
  );
  const crashed = 'The evaluation ended unexpectedly. Try again.';
  const { probabilities } = await outcomeResult(job, context.signal, crashed);
  if (!probabilities.every(Number.isFinite)) {
    throw new UserError(
      'no-recogniser',
      `The weights of run ${run.id} give no finite probabilities for some clips.`,
    );
  }
  return { probabilities, ...used };
}

/** What the clips share with the training data, and for each clip whether the model was trained on it. */
export async function auditTraining(
  trained: readonly Clip[],
  clips: readonly Clip[],
  signal: AbortSignal | undefined,
): Promise<{ leakage: LeakageAudit['test']['leakage']; trainedOn: TrainedOn[] }> {
  const yieldNow = createYielder(signal);
  await nextTurn();
  const all = [...trained, ...clips];
  const fold = {
    name: 'evaluation',
    train: trained.map((_, index) => index),
    validation: [],
    test: clips.map((_, index) => trained.length + index),
  };
  const { test } = await auditLeakage(all, fold, await copyGroups(all, yieldNow), yieldNow);
  const trainedOn: TrainedOn[] = clips.map(() => null);
  for (const { clip } of test.nearDuplicates) trainedOn[clip - trained.length] = 'near-identical';
  for (const { clip } of test.sameSound) trainedOn[clip - trained.length] = 'same clip';
  return { leakage: test.leakage, trainedOn };
}
