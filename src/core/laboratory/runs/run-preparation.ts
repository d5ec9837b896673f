import { labelUse, underLabelSet } from '#core/corpora/under-label-set.ts';
import type { NewRun } from '#core/database/tables/runs-table.ts';
import { corpusFingerprint } from '#core/fingerprints/corpus-fingerprint.ts';
import { clipsOf, prepareFeatures, scanAndRemember } from '#core/laboratory/corpora/scanning.ts';
import { correctScan } from '#core/laboratory/corrections/correct-scan.ts';
import { requireEncoder } from '#core/laboratory/encoders/encoder-memory.ts';
import { environmentBefore } from '#core/laboratory/environment.ts';
import { findLabelSet } from '#core/laboratory/label-sets/find-label-set.ts';
import { requireMemory } from '#core/laboratory/plans/plan-estimates.ts';
import { auditFolds } from '#core/laboratory/plans/plan-splits.ts';
import type { CallContext, Services } from '#core/laboratory/services.ts';
import type { Architecture } from '#core/models/layers/architecture.ts';
import { layersUpTo } from '#core/models/layers/frozen-layers.ts';
import { countParameters } from '#core/models/layers/weights.ts';
import { networkNamed } from '#core/models/registry.ts';
import { pooledLeakage } from '#core/splits/leakage-audit.ts';
import { makeFolds } from '#core/splits/make-folds.ts';
import { createYielder } from '#core/system/yielder.ts';
import { resolveSettings } from '#core/training/settings.ts';
import { requireVotes } from '#core/training/vote-shares.ts';
import type { Clip, Scan } from '#shared/corpora.ts';
import type { CorrectionUse } from '#shared/corrections.ts';
import { UserError } from '#shared/failure.ts';
import { completeLabelSet, type LabelSet, type LabelUse } from '#shared/label-sets.ts';
import { DEFAULT_SETTINGS, type RunSettings } from '#shared/settings/catalogue.ts';
import { featuresOf, inputShapeOf } from '#shared/settings/features.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { type FoundStartWeights, findStartWeights } from './start-weights.ts';

/** The settings and clips of a run after a scan. */
export interface ChosenRun {
  settings: RunSettings;
  architecture: Architecture;
  start: FoundStartWeights | null;
  scan: Scan;
  labelUse: LabelUse;
  corrections: CorrectionUse;
  clips: Clip[];
}

/** Completes the settings and finds the clips. Throws all errors of the user in them. */
export async function chooseRun(
  services: Services,
  folders: readonly string[],
  input: RunSettingsInput,
  context: CallContext,
): Promise<ChosenRun> {
  const { labels = DEFAULT_SETTINGS.labels, ...others } = input;
  const labelSet = findLabelSet(services.log, labels);
  const initial = resolveSettings({ ...others, labels: labelSet });
  await requireEncoder(services.folder, initial.features);
  const networkFor = async (set: LabelSet) => {
    const architecture = networkNamed(initial.network, inputShapeOf(initial.features), set.emotions.length);
    if (initial.freezeUpTo !== null) layersUpTo(architecture, initial.freezeUpTo);
    return { architecture, start: await findStartWeights(services, initial, architecture, context.signal) };
  };
  // Errors in these are thrown before the scan. The emotions of “as-labelled” are known only after it.
  const early = labelSet.emotions.length > 0 ? await networkFor(labelSet) : null;
  const found = await scanAndRemember(services, folders, context);
  const corrected = correctScan(services.log, found, initial.corrections);
  const labelled = corrected.scan;
  const completed = completeLabelSet(
    labelSet,
    labelled.clips.map(({ emotion }) => emotion),
  );
  const scan = underLabelSet(labelled, completed);
  const clips = clipsOf(scan);
  const { architecture, start } = early ?? (await networkFor(completed));
  const settings = {
    ...resolveSettings(
      { ...others, labels: completed },
      { corpora: new Set(clips.map(({ corpus }) => corpus)).size },
    ),
    startWeights: start?.startWeights ?? null,
    corrections: corrected.recorded,
  };
  requireVotes(settings, clips);
  const use = { labelUse: labelUse(labelled, completed), corrections: corrected.use };
  return { settings, architecture, start, scan, ...use, clips };
}

/**
 * Prepares everything that the record of a run needs: its clips, their features, its folds and their leakage check. All
 * errors of the user are thrown here.
 * @throws UserError `out-of-memory` if the run does not fit into memory, with the largest batch size that fits.
 */
export async function prepareRun(
  services: Services,
  folders: readonly string[],
  input: RunSettingsInput,
  context: CallContext,
): Promise<NewRun> {
  const {
    settings,
    architecture,
    start,
    scan,
    clips: scanned,
  } = await chooseRun(services, folders, input, context);
  // Rejects an impossible split or a batch that does not fit before minutes of feature extraction.
  const yieldNow = createYielder(context.signal);
  const scannedFolds = await makeFolds(scanned, settings.protocol, settings.seed, yieldNow);
  await requireMemory(services.planner, settings, context.signal);
  const { cache, problems } = await prepareFeatures(services, scanned, featuresOf(settings), context);
  using _ = cache;
  const unreadable = new Set(problems.map(({ path }) => path));
  const clips = clipsOf({ clips: scanned.filter(({ path }) => !unreadable.has(path)), problems });
  const folds =
    problems.length === 0 ? scannedFolds : await makeFolds(clips, settings.protocol, settings.seed, yieldNow);
  const audits = await auditFolds(clips, folds, start?.trainedOn, context.signal);
  return {
    settings,
    environment: environmentBefore(settings.engine, scan.words),
    parameters: countParameters(architecture).total,
    corpora: corporaOf(scan, clips),
    corpusFingerprint: corpusFingerprint(clips),
    clips,
    folds: folds.map((fold, index) => ({ ...fold, leakage: audits[index].test.leakage })),
    leakage: pooledLeakage(audits),
  };
}

/** The corpora of the clips, with the number of their clips. */
export function corporaOf(scan: Scan, clips: readonly Clip[]): NewRun['corpora'] {
  const counts = new Map<string, number>();
  for (const { corpus } of clips) counts.set(corpus, (counts.get(corpus) ?? 0) + 1);
  return scan.corpora
    .filter(({ name }) => counts.has(name))
    .map(({ name, folder }) => ({ name, folder, clips: counts.get(name) ?? 0 }));
}

/** The rows of clips in the cache. @throws UserError `clip-missing` if the features of a clip are missing. */
export function rowsOf(clips: readonly Clip[], rowOf: (fingerprint: string) => number | null): number[] {
  return clips.map(({ fingerprint, path }) => {
    const row = rowOf(fingerprint);
    if (row !== null) return row;
    throw new UserError(
      'clip-missing',
      `${path} can no longer be read, and its features are missing. Restore the file or start a new run.`,
    );
  });
}
