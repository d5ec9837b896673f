import type { Clip } from '../../shared/corpora.ts';
import type { RunPlan } from '../../shared/plans.ts';
import type { RunSettings } from '../../shared/runs.ts';
import { detectGpus } from '../engines/tensorflow/runtime/gpu.ts';
import { openFeatureCache } from '../features/cache.ts';
import { layersUpTo } from '../models/frozen-layers.ts';
import { networkWork } from '../models/training-work.ts';
import { countParameters } from '../models/weights.ts';
import { pooledLeakage } from '../splits/leakage-audit.ts';
import { makeFolds } from '../splits/make-folds.ts';
import { type Breath, createBreath } from '../turns/breath.ts';
import type { CallContext, Handlers, Parts } from './parts.ts';
import { featuresFolder } from './places.ts';
import { type PlanEstimate, planMemory, whyNoRoom } from './plan-estimates.ts';
import { auditFolds, previewFolds } from './plan-splits.ts';
import { alikeFolds, type PastPace, pastPace, planTime } from './plan-time.ts';
import { planWarnings } from './plan-warnings.ts';
import { chooseRun } from './run-preparation.ts';

/** Clips whose features are tried, to tell how long all of them take. */
const TRIED_CLIPS = 5;
/** Clips looked up between two breaths. */
const LOOKUPS = 256;

export function planRequests(parts: Parts): Handlers<'runs.plan'> {
  /** The first GPU's name; asked once, for asking starts a program. */
  let gpu: Promise<string | null> | undefined;
  const gpuName = (): Promise<string | null> => {
    gpu ??= detectGpus().then(({ gpus }) => gpus[0]?.name ?? null);
    return gpu;
  };
  return {
    'runs.plan': async ({ folders, settings: input, tryOut }, context) => {
      const { settings, architecture, scan, clips, start } = await chooseRun(parts, folders, input, context);
      const breath = createBreath(context.signal);
      const folds = await makeFolds(clips, settings.protocol, settings.seed, breath);
      const audits = await auditFolds(clips, folds, start?.trainedOn, context.signal);
      const missing = await withoutFeatures(parts, clips, settings, breath);
      const { estimate, past } = await estimateTime(parts, settings, { tryOut, missing }, context);
      const work = networkWork(
        architecture,
        settings.freezeUpTo === null ? undefined : layersUpTo(architecture, settings.freezeUpTo),
      );
      const plan: Omit<RunPlan, 'warnings'> = {
        settings,
        corpora: scan.corpora,
        clips: clips.length,
        problems: scan.problems.length,
        synthetic: clips.some(({ synthetic }) => synthetic),
        splits: previewFolds(clips, folds, audits),
        leakage: pooledLeakage(audits),
        parameters: { total: countParameters(architecture).total, trainable: work.trainableParameters },
        engine: { name: estimate.engine, device: estimate.device, reason: estimate.why },
        memory: planMemory(estimate, settings.batchSize),
        time: planTime({ settings, folds, estimate, past, missingFeatures: missing.length }),
      };
      const noRoom = whyNoRoom(estimate, settings);
      const warnings = planWarnings({
        plan,
        clips,
        folds,
        noRoom,
        work,
        speed: estimate.speed,
        gpu: await gpuName(),
      });
      return { ...plan, warnings };
    },
  };
}

/** The estimate and what earlier runs say of it. The network itself is tried where it is asked for and they say nothing. */
async function estimateTime(
  { log, planner }: Parts,
  settings: RunSettings,
  { tryOut, missing }: { tryOut: boolean; missing: readonly Clip[] },
  { signal, progress }: CallContext,
): Promise<{ estimate: PlanEstimate; past: PastPace | null }> {
  progress('estimating', 0, null);
  const featureClips = missing.slice(0, TRIED_CLIPS).map(({ path, fingerprint }) => ({ path, fingerprint }));
  const estimate = await planner.estimate({ settings, time: 'estimate', featureClips }, signal);
  const alike = alikeFolds(log.pastEpochs(settings.network, estimate.engine), settings, estimate);
  const past = pastPace(alike, estimate.pace!);
  if (past !== null || !tryOut) return { estimate, past };
  progress('trying out', 0, null);
  const tried = await planner.estimate({ settings, time: 'try' }, signal);
  return { estimate: { ...tried, featureSeconds: estimate.featureSeconds }, past: null };
}

/** A clip of each sound that the cache of the recipe does not name. */
async function withoutFeatures(
  { folder }: Parts,
  clips: readonly Clip[],
  { recipe }: RunSettings,
  breath: Breath,
): Promise<Clip[]> {
  using cache = openFeatureCache(featuresFolder(folder), recipe);
  const missing = new Map<string, Clip>();
  for (const [index, clip] of clips.entries()) {
    if (index % LOOKUPS === 0) await breath();
    if (!cache.names(clip.fingerprint)) missing.set(clip.fingerprint, clip);
  }
  return [...missing.values()];
}
