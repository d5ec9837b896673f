import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { foldWeights, modelWeights } from '#core/laboratory/recognition/model-files.ts';
import { auditTraining, clipsToTest, emotionUse } from '#core/laboratory/runs/evaluation.ts';
import { corporaOf } from '#core/laboratory/runs/run-preparation.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import type { Problem } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { Robustness } from '#shared/robustness.ts';
import type { RunDescription } from '#shared/runs.ts';

/** A clip to predict under all conditions. */
export interface RobustnessClip {
  path: string;
  fingerprint: string;
  corpus: string;
  speaker: string | null;
  /** Index of its emotion in the run's label set. */
  actual: number;
}

/** Clips that the same networks predict. */
interface ClipGroup {
  clips: RobustnessClip[];
  weightsPaths: string[];
}

/** The clips of a robustness test. */
export interface ChosenClips {
  groups: ClipGroup[];
  /** Files that were skipped before. */
  problems: Problem[];
  /** Of other clips than the run's own test clips; null for these. */
  clipsFingerprint: string | null;
  /** What belongs to the result and is known before the predictions; the clips of `read` could be read. */
  describe(
    read: readonly RobustnessClip[],
  ): Promise<Pick<Robustness, 'ownTest' | 'corpora' | 'synthetic' | 'leakage' | 'emotions'>>;
}

/**
 * The test clips of a run, each with the network of the fold that tested it, so that no clip was trained on.
 * @throws UserError `not-tested`, `no-recogniser`.
 */
export function ownTestClips({ folder, log }: Services, run: RunDescription): ChosenClips {
  const { tested } = log.showTested(run.id);
  if (tested.length === 0) {
    throw new UserError(
      'not-tested',
      `Run ${run.id} is ${run.status} and has no tested clips. Choose a finished run, or name folders with clips.`,
    );
  }
  const weights = new Map(foldWeights(folder, run, null).map(({ fold, path }) => [fold, path]));
  const groups = [...Map.groupBy(tested, ({ fold }) => fold)].map(([fold, clips]): ClipGroup => {
    const path = weights.get(fold);
    if (path !== undefined) return { clips, weightsPaths: [path] };
    throw new UserError('no-recogniser', `The network of fold ${fold + 1} of run ${run.id} is missing.`);
  });
  return {
    groups,
    problems: [],
    clipsFingerprint: null,
    describe: async (read) => ({
      ownTest: true,
      corpora: run.corpora
        .map((found) => ({ ...found, clips: read.filter(({ corpus }) => corpus === found.name).length }))
        .filter(({ clips }) => clips > 0),
      synthetic: run.synthetic,
      leakage: run.leakage,
      emotions: null,
    }),
  };
}

/**
 * The clips of folders that have an emotion of the training set, for the mean of all networks of a run.
 * @throws UserError `no-clips`, `no-such-corpus`, `no-common-emotions`, `no-recogniser`, `cancelled`.
 */
export async function clipsOfFolders(
  services: Services,
  run: RunDescription,
  chosen: { folders: readonly string[]; corpus: string | null },
  context: CallContext,
): Promise<ChosenClips> {
  const weightsPaths = modelWeights(services.folder, run);
  const { scan, clips: found, training } = await clipsToTest(services, run, chosen, context);
  const names = emotionNames(run.settings.labels);
  const emotions = emotionUse(found, training, run);
  const clips = found
    .filter(({ emotion }) => emotions.shared.includes(emotion))
    .map((clip) => ({ ...clip, actual: names.indexOf(clip.emotion) }));
  return {
    groups: [{ clips, weightsPaths }],
    problems: scan.problems,
    clipsFingerprint: corpusFingerprint(found),
    describe: async (read) => {
      const paths = new Set(read.map(({ path }) => path));
      const used = clips.filter(({ path }) => paths.has(path));
      const { leakage } = await auditTraining(training.clips, used, context.signal);
      return {
        ownTest: false,
        corpora: corporaOf(scan, used),
        synthetic: used.some(({ synthetic }) => synthetic),
        leakage,
        emotions,
      };
    },
  };
}
