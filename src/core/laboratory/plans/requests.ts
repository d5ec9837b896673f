import { detectGpus } from '#core/engines/tensorflow/native/gpu.ts';
import { encoderWarnings, featureProcesses } from '#core/laboratory/encoders/encoder-memory.ts';
import { chooseRun } from '#core/laboratory/runs/run-preparation.ts';
import type { CallContext, Handlers, Services } from '#core/laboratory/services.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { networkWork } from '#core/models/layers/training-work.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { pooledLeakage } from '#core/splits/leakage-audit.ts';
import { makeFolds } from '#core/splits/make-folds.ts';
import { createYielder } from '#core/system/yielder.ts';
import type { Clip } from '#shared/corpora.ts';
import { emotionNames } from '#shared/label-sets.ts';
import type { RunPlan } from '#shared/plans.ts';
import { otherRecordings } from '#shared/settings/augmentation.ts';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import { type FeatureSettings, featuresOf } from '#shared/settings/features.ts';
import { featureSpaceWarnings } from './feature-space.ts';
import { type MissingFeatures, missingFeatures } from './missing-features.ts';
import { memoryShortage, type PlanEstimate, planMemory } from './plan-estimates.ts';
import { auditFolds, previewFolds } from './plan-splits.ts';
import { type PastThroughput, pastThroughput, planTime, similarFolds } from './plan-time.ts';
import { planWarnings } from './plan-warnings.ts';

/** Number of clips whose feature extraction is timed. */
const TIMED_CLIPS = 5;

export function planRequests(services: Services): Handlers<'runs.plan'> {
  /** The name of the first GPU. Detected once, because detection starts a program. */
  let gpu: Promise<string | null> | undefined;
  const gpuName = (): Promise<string | null> => {
    gpu ??= detectGpus().then(({ gpus }) => gpus[0]?.name ?? null);
    return gpu;
  };
  return {
    'runs.plan': async ({ folders, settings: input, tryOut }, context) => {
      const { settings, architecture, scan, labelUse, corrections, clips, start } = await chooseRun(
        services,
        folders,
        input,
        context,
      );
      const yieldNow = createYielder(context.signal);
      const folds = await makeFolds(clips, settings.protocol, settings.seed, yieldNow);
      const audits = await auditFolds(clips, folds, start?.trainedOn, context.signal);
      const effects = otherRecordings(settings.augmentation);
      const missing = await missingFeatures(services, clips, featuresOf(settings), effects, yieldNow);
      const { estimate, past } = await estimateTime(services, settings, { tryOut, missing }, context);
      const missingClips = mostMissing(missing).length;
      const workers =
        missingClips === 0
          ? undefined
          : await featureProcesses(services.folder, missingPart(missing, settings));
      const work = networkWork(
        architecture,
        settings.freezeUpTo === null ? undefined : layersUpTo(architecture, settings.freezeUpTo),
      );
      const plan: Omit<RunPlan, 'warnings'> = {
        settings,
        corpora: scan.corpora,
        clips: clips.length,
        problems: scan.problems.length,
        labelUse,
        corrections,
        synthetic: clips.some(({ synthetic }) => synthetic),
        splits: previewFolds(clips, folds, audits, emotionNames(settings.labels)),
        leakage: pooledLeakage(audits),
        parameters: { total: countParameters(architecture).total, trainable: work.trainableParameters },
        engine: { name: estimate.engine, device: estimate.device, reason: estimate.why },
        memory: planMemory(estimate, settings.batchSize),
        time: planTime({ settings, folds, estimate, past, missingFeatures: missingClips, workers }),
      };
      const shortage = memoryShortage(estimate, settings);
      const warnings = planWarnings({
        plan,
        clips,
        folds,
        memoryShortage: shortage,
        work,
        speed: estimate.speed,
        gpu: await gpuName(),
      });
      const ofEncoder = await encoderWarnings(
        services.folder,
        settings.features,
        missing.at(-1)!.clips.length,
      );
      const ofSpace = await featureSpaceWarnings(services.folder, missing);
      return { ...plan, warnings: [...ofEncoder, ...ofSpace, ...warnings] };
    },
  };
}

/** The estimate, compared with earlier runs. Without similar earlier runs, `tryOut` runs a few steps of the network. */
async function estimateTime(
  { log, planner }: Services,
  settings: RunSettings,
  { tryOut, missing }: { tryOut: boolean; missing: readonly MissingFeatures[] },
  { signal, progress }: CallContext,
): Promise<{ estimate: PlanEstimate; past: PastThroughput | null }> {
  progress('estimating', 0, null);
  const featureClips = mostMissing(missing)
    .slice(0, TIMED_CLIPS)
    .map(({ path, fingerprint }) => ({ path, fingerprint }));
  const features = missingPart(missing, settings);
  const estimate = await planner.estimate({ settings, time: 'estimate', featureClips, features }, signal);
  const similar = similarFolds(log.pastEpochs(settings.network, estimate.engine), settings, estimate);
  const past = pastThroughput(similar, estimate.throughput!);
  if (past !== null || !tryOut) return { estimate, past };
  progress('trying out', 0, null);
  const tried = await planner.estimate({ settings, time: 'try' }, signal);
  return { estimate: { ...tried, featureSeconds: estimate.featureSeconds }, past: null };
}

/** The features that must be computed. Of joined features, one part may be there from another run. */
function missingPart(missing: readonly MissingFeatures[], settings: RunSettings): FeatureSettings {
  const incomplete = missing.filter(({ clips }) => clips.length > 0);
  return incomplete.length === 1 ? incomplete[0].part : featuresOf(settings);
}

/** The clips of the part that misses most. */
const mostMissing = (missing: readonly MissingFeatures[]): readonly Clip[] =>
  missing.reduce((most, { clips }) => (clips.length > most.length ? clips : most), missing[0].clips);
