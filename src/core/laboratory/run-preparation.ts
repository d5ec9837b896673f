import { createHash } from 'node:crypto';
import type { Clip, Scan } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import type { RunSettings, RunSettingsInput } from '../../shared/runs.ts';
import type { Architecture } from '../models/architecture.ts';
import { layersUpTo } from '../models/frozen-layers.ts';
import { networkNamed } from '../models/registry.ts';
import { countParameters } from '../models/weights.ts';
import type { NewRun } from '../runs/runs-table.ts';
import { pooledLeakage } from '../splits/leakage-audit.ts';
import { makeFolds } from '../splits/make-folds.ts';
import { resolveSettings } from '../training/settings.ts';
import { createBreath } from '../turns/breath.ts';
import { environmentBefore } from './environment.ts';
import type { CallContext, Parts } from './parts.ts';
import { requireMemory } from './plan-estimates.ts';
import { auditFolds } from './plan-splits.ts';
import { clipsOf, prepareFeatures, scanAndRemember } from './scanning.ts';
import { type FoundStartWeights, findStartWeights } from './start-weights.ts';

/** What a run is to be made of, as far as a scan tells. */
export interface ChosenRun {
  settings: RunSettings;
  architecture: Architecture;
  start: FoundStartWeights | null;
  scan: Scan;
  clips: Clip[];
}

/** Completes the settings and finds the clips. Everything wrong with either by the user's hand is thrown. */
export async function chooseRun(
  parts: Parts,
  folders: readonly string[],
  input: RunSettingsInput,
  context: CallContext,
): Promise<ChosenRun> {
  const asked = resolveSettings(input);
  const architecture = networkNamed(asked.network, recipeShape(asked.recipe));
  if (asked.freezeUpTo !== null) layersUpTo(architecture, asked.freezeUpTo);
  const start = await findStartWeights(parts, asked, architecture);
  const scan = await scanAndRemember(parts, folders, context);
  const clips = clipsOf(scan);
  const settings = {
    ...resolveSettings(input, { corpora: new Set(clips.map(({ corpus }) => corpus)).size }),
    startWeights: start?.startWeights ?? null,
  };
  return { settings, architecture, start, scan, clips };
}

/**
 * Everything that can be known, and everything that can go wrong by the user's hand, before a run is recorded: its
 * clips, their features, its folds and their audit.
 * @throws UserError `out-of-memory` for a run that there is no memory for, with the largest batch that would fit.
 */
export async function prepareRun(
  parts: Parts,
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
  } = await chooseRun(parts, folders, input, context);
  // A split that is not possible, or a batch that does not fit, must be refused before minutes of features.
  const breath = createBreath(context.signal);
  const scannedFolds = await makeFolds(scanned, settings.protocol, settings.seed, breath);
  await requireMemory(parts.planner, settings, context.signal);
  const { cache, problems } = await prepareFeatures(parts, scanned, settings.recipe, context);
  using _ = cache;
  const unreadable = new Set(problems.map(({ path }) => path));
  const clips = clipsOf({ clips: scanned.filter(({ path }) => !unreadable.has(path)), problems });
  const folds =
    problems.length === 0 ? scannedFolds : await makeFolds(clips, settings.protocol, settings.seed, breath);
  const audits = await auditFolds(clips, folds, start?.trainedOn, context.signal);
  return {
    settings,
    environment: environmentBefore(settings.engine),
    parameters: countParameters(architecture).total,
    corpora: corporaOf(scan, clips),
    corpusFingerprint: corpusFingerprint(clips),
    clips,
    folds: folds.map((fold, index) => ({ ...fold, leakage: audits[index].test.leakage })),
    leakage: pooledLeakage(audits),
  };
}

function corporaOf(scan: Scan, clips: readonly Clip[]): NewRun['corpora'] {
  const counts = new Map<string, number>();
  for (const { corpus } of clips) counts.set(corpus, (counts.get(corpus) ?? 0) + 1);
  return scan.corpora
    .filter(({ name }) => counts.has(name))
    .map(({ name, folder }) => ({ name, folder, clips: counts.get(name) ?? 0 }));
}

/** SHA-256 over what was trained on, whatever it was called and wherever it lay: sorted fingerprints and emotions. */
export function corpusFingerprint(clips: readonly Pick<Clip, 'fingerprint' | 'emotion'>[]): string {
  const lines = clips.map(({ fingerprint, emotion }) => `${fingerprint} ${emotion}\n`).sort();
  const hash = createHash('sha256');
  for (const line of lines) hash.update(line);
  return hash.digest('hex');
}

/** The rows of clips in the cache. @throws UserError `clip-missing` when the features of one cannot be had any more. */
export function rowsOf(clips: readonly Clip[], rowOf: (fingerprint: string) => number | null): number[] {
  return clips.map(({ fingerprint, path }) => {
    const row = rowOf(fingerprint);
    if (row !== null) return row;
    throw new UserError(
      'clip-missing',
      `${path} can no longer be read, and its features are gone. Put the file back, or start a new run.`,
    );
  });
}
