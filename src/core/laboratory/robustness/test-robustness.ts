import { setImmediate as nextTurn } from 'node:timers/promises';
import type { NewRobustness } from '#core/database/tables/robustness-table.ts';
import { extractConditionFeatures } from '#core/features/pool/condition-features.ts';
import { speakerNumbers } from '#core/features/speaker-normalisation.ts';
import { featureProcesses } from '#core/laboratory/encoders/encoder-memory.ts';
import { writeResult } from '#core/laboratory/log-waits.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import { predictInputs } from '#core/laboratory/runs/evaluation.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import { compareGroups } from '#core/metrics/difference.ts';
import { headlineMetrics } from '#core/metrics/headline-metrics.ts';
import type { RequestOutput } from '#shared/contract.ts';
import type { Problem } from '#shared/corpora.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import type { Prediction } from '#shared/metrics.ts';
import { type ConditionResult, ROBUSTNESS_CONDITIONS } from '#shared/robustness.ts';
import type { RunDescription } from '#shared/runs.ts';
import { featureShape, featuresOf } from '#shared/settings/features.ts';
import { clipsOfFolders, ownTestClips, type RobustnessClip } from './tested-clips.ts';

/**
 * Maximum number of feature values in a prediction, 64 MB. Two are in memory at a time, while one is extracted and one is
 * predicted, however many clips there are.
 */
const MAX_VALUES = 2 ** 24;

export interface RobustnessOptions {
  /** Empty: the run's own test clips. */
  folders: readonly string[];
  /** Only the corpus of this name in the folders; null: all. */
  corpus: string | null;
  /** Save the test with the run, in place of an earlier one on the same clips. */
  keep: boolean;
}

/**
 * The results of a run's model on clips under {@link ROBUSTNESS_CONDITIONS}, and their differences from the clean clips. The
 * effects and the intervals follow from the run's seed and the sounds, so a repeated test has the same results. Changed
 * sounds never enter the feature cache. A clip that cannot be read under one condition does not count under any.
 * @throws UserError `not-tested`, `no-clips`, `no-such-corpus`, `no-common-emotions`, `no-recogniser`, `cancelled`.
 */
export async function testRobustness(
  services: Services,
  run: RunDescription,
  { folders, corpus, keep }: RobustnessOptions,
  context: CallContext,
): Promise<RequestOutput<'robustness.test'>> {
  const start = performance.now();
  const chosen =
    folders.length === 0
      ? ownTestClips(services, run)
      : await clipsOfFolders(services, run, { folders, corpus }, context);
  const {
    predicted,
    problems: unread,
    engine,
    device,
  } = await predictGroups(services, run, chosen.groups, context);
  const problems = [...chosen.problems, ...unread];
  if (predicted.length === 0) throw nothingRead(problems);
  const clips = predicted.map(({ clip }) => clip);
  const { conditions, resampling } = await compareConditions(predicted, run.settings.seed, context.signal);
  const result: NewRobustness = {
    run: run.id,
    ...(await chosen.describe(clips)),
    clips: clips.length,
    problems: problems.length,
    seed: run.settings.seed,
    engine,
    device,
    seconds: (performance.now() - start) / 1000,
    resampling,
    conditions,
  };
  const saved = keep && run.status === 'finished';
  const createdAt = saved
    ? await writeResult(
        services.log,
        () => services.log.saveRobustness(result, chosen.clipsFingerprint),
        context,
      )
    : new Date().toISOString();
  return { ...result, createdAt, skipped: problems, saved };
}

function nothingRead(problems: readonly Problem[]): UserError {
  const [first] = problems;
  const why = first === undefined ? '' : ` ${first.path}: ${first.reason}`;
  return new UserError(
    'no-clips',
    `None of the clips can be read. Make their folder available and scan it again, or choose other folders.${why}`,
  );
}

/** A clip with its probabilities under each condition, `[conditions, emotions]`. */
interface PredictedClip {
  clip: RobustnessClip;
  probabilities: Float32Array;
}

interface Predicted {
  predicted: PredictedClip[];
  problems: Problem[];
  engine: string;
  device: string;
}

/** Extracts the features of one part of the clips while the part before is predicted. */
async function predictGroups(
  services: Services,
  run: RunDescription,
  groups: readonly { clips: RobustnessClip[]; weightsPaths: string[] }[],
  { signal, progress }: CallContext,
): Promise<Predicted> {
  const features = featuresOf(run.settings);
  const [bands, frames] = featureShape(features);
  const rowFloats = bands * frames;
  const conditions = ROBUSTNESS_CONDITIONS.length;
  const perPart = Math.max(1, Math.floor(MAX_VALUES / (conditions * rowFloats)));
  const total = groups.reduce((sum, { clips }) => sum + clips.length, 0);
  const all: Predicted = { predicted: [], problems: [], engine: '', device: '' };
  // A clip is done when it was extracted and predicted; each is half of it.
  const done = { extracted: 0, inExtraction: 0, predicted: 0, inPrediction: 0 };
  const report = (change: Partial<typeof done>) => {
    Object.assign(done, change);
    const halves = done.extracted + done.inExtraction + done.predicted + done.inPrediction;
    progress('testing', Math.floor(halves / 2), total);
  };
  report({});

  const ended = new AbortController();
  const either = signal === undefined ? ended.signal : AbortSignal.any([signal, ended.signal]);
  const predictPart = async (
    part: readonly RobustnessClip[],
    matrices: Map<string, Float32Array>,
    weightsPaths: string[],
  ): Promise<void> => {
    const read = part.filter(({ fingerprint }) => matrices.has(fingerprint));
    if (read.length > 0) {
      const values = new Float32Array(read.length * conditions * rowFloats);
      read.forEach(({ fingerprint }, i) => {
        values.set(matrices.get(fingerprint)!, i * conditions * rowFloats);
      });
      // Frees half of the memory of this part.
      matrices.clear();
      const found = await predictInputs(
        services,
        run,
        {
          weightsPaths,
          inputs: { from: 'values', values },
          speakers: speakersOfConditions(read, conditions),
        },
        {
          signal: either,
          progress: (_, rows, of) => report({ inPrediction: (read.length * rows) / (of ?? rows) }),
        },
      );
      const size = found.probabilities.length / read.length;
      read.forEach((clip, i) => {
        all.predicted.push({ clip, probabilities: found.probabilities.slice(i * size, (i + 1) * size) });
      });
      all.engine = found.engine;
      all.device = found.device;
    }
    report({ predicted: done.predicted + part.length, inPrediction: 0 });
  };

  let predicting: Promise<void> = Promise.resolve();
  try {
    for (const { clips, weightsPaths } of groups) {
      for (const part of partsBySpeaker(clips, perPart)) {
        const { matrices, problems } = await extractConditionFeatures({
          clips: part,
          features,
          resources: { encoders: encodersFolder(services.folder) },
          effects: ROBUSTNESS_CONDITIONS,
          seed: run.settings.seed,
          entry: services.entries.features,
          processes: await featureProcesses(services.folder, features),
          signal: either,
          onProgress: (inExtraction) => report({ inExtraction }),
        });
        // A file that cannot be read is no problem where another file of the same sound was read.
        const unread = part.filter(({ fingerprint }) => !matrices.has(fingerprint));
        const paths = new Set(unread.map(({ path }) => path));
        all.problems.push(...problems.filter(({ path }) => paths.has(path)));
        report({ extracted: done.extracted + part.length, inExtraction: 0 });
        await predicting;
        predicting = predictPart(part, matrices, weightsPaths);
        // It is awaited after the next part was extracted; until then its error must not count as unhandled.
        predicting.catch(() => undefined);
      }
    }
    await predicting;
  } catch (error) {
    ended.abort();
    await predicting.catch(() => undefined);
    throw error;
  }
  return all;
}

/**
 * The clips in parts of at most `size`. The clips of a speaker are in one part where they fit, because they are normalised
 * together; others in as few as possible.
 */
export function partsBySpeaker<C extends { corpus: string; speaker: string | null }>(
  clips: readonly C[],
  size: number,
): C[][] {
  const numbers = speakerNumbers(clips);
  const speakers = [...Map.groupBy(clips.keys(), (index) => numbers[index]).values()];
  const parts: C[][] = [];
  for (const indices of speakers) {
    for (let from = 0; from < indices.length; from += size) {
      const some = indices.slice(from, from + size).map((index) => clips[index]);
      const last = parts.at(-1);
      if (last !== undefined && last.length + some.length <= size) last.push(...some);
      else parts.push(some);
    }
  }
  return parts;
}

/** The speakers of `[clips, conditions]` matrices: under each condition, a speaker is normalised with the clips under it. */
function speakersOfConditions(
  clips: readonly RobustnessClip[],
  conditions: number,
): { rows: number[]; speakers: number[] } {
  const speakers = speakerNumbers(clips).flatMap((speaker) =>
    Array.from({ length: conditions }, (_, condition) => speaker * conditions + condition),
  );
  return { rows: [...speakers.keys()], speakers };
}

/** The scores of each condition, and their paired differences from the clean sounds. */
async function compareConditions(
  predicted: readonly PredictedClip[],
  seed: number,
  signal: AbortSignal | undefined,
): Promise<{ conditions: ConditionResult[]; resampling: NewRobustness['resampling'] }> {
  const classes = predicted[0].probabilities.length / ROBUSTNESS_CONDITIONS.length;
  const predictionsOf = (condition: number): Prediction[] =>
    predicted.map(({ clip: { actual, speaker }, probabilities }) => ({
      actual,
      speaker,
      probabilities: [...probabilities.subarray(condition * classes, (condition + 1) * classes)],
    }));
  const clean = predictionsOf(ROBUSTNESS_CONDITIONS.indexOf(null));
  const { resampling } = headlineMetrics(clean, { seed });
  const conditions: ConditionResult[] = [];
  for (const [index, effect] of ROBUSTNESS_CONDITIONS.entries()) {
    await nextTurn();
    throwIfCancelled(signal);
    const predictions = effect === null ? clean : predictionsOf(index);
    const scores = scoresOf(headlineMetrics(predictions, { seed }));
    await nextTurn();
    const difference = effect === null ? null : scoresOf(compareGroups([clean], [predictions], { seed }));
    conditions.push({ effect, ...scores, difference });
  }
  return { conditions, resampling };
}

const scoresOf = ({
  uar,
  uarInterval,
  accuracy,
  accuracyInterval,
}: Pick<ConditionResult, 'uar' | 'uarInterval' | 'accuracy' | 'accuracyInterval'>) => ({
  uar,
  uarInterval,
  accuracy,
  accuracyInterval,
});
