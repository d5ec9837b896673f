import { createHash } from 'node:crypto';
import type { Clip, Scan } from '../../shared/corpora.ts';
import { UserError } from '../../shared/failure.ts';
import { recipeShape } from '../../shared/recipes.ts';
import type { RunSettingsInput } from '../../shared/runs.ts';
import { layersUpTo } from '../models/frozen-layers.ts';
import { networkNamed } from '../models/registry.ts';
import { countParameters } from '../models/weights.ts';
import type { NewRun } from '../runs/runs-table.ts';
import { auditLeakage, copyGroups, pooledLeakage } from '../splits/leakage-audit.ts';
import { makeFolds } from '../splits/make-folds.ts';
import { resolveSettings } from '../training/settings.ts';
import { environmentBefore } from './environment.ts';
import type { CallContext, Parts } from './parts.ts';
import { clipsOf, prepareFeatures, scanAndRemember } from './scanning.ts';
import { findStartWeights } from './start-weights.ts';

/**
 * Everything that can be known, and everything that can go wrong by the user's hand, before a run is recorded: its
 * clips, their features, its folds and their audit.
 */
export async function prepareRun(
  parts: Parts,
  folders: readonly string[],
  input: RunSettingsInput,
  context: CallContext,
): Promise<NewRun> {
  const asked = resolveSettings(input);
  const architecture = networkNamed(asked.network, recipeShape(asked.recipe));
  if (asked.freezeUpTo !== null) layersUpTo(architecture, asked.freezeUpTo);
  const start = await findStartWeights(parts, asked, architecture);
  const scan = await scanAndRemember(parts, folders, context);
  const scanned = clipsOf(scan);
  const settings = {
    ...resolveSettings(input, { corpora: new Set(scanned.map(({ corpus }) => corpus)).size }),
    startWeights: start?.startWeights ?? null,
  };
  // A split that is not possible must be refused before minutes of features.
  makeFolds(scanned, settings.protocol, settings.seed);
  const { cache, problems } = await prepareFeatures(parts, scanned, settings.recipe, context);
  using _ = cache;
  const unreadable = new Set(problems.map(({ path }) => path));
  const clips = clipsOf({ clips: scanned.filter(({ path }) => !unreadable.has(path)), problems });
  const folds = makeFolds(clips, settings.protocol, settings.seed);
  // What the start weights were trained on has been trained on, whichever part of this split it stands in.
  const known = [...clips, ...(start?.trainedOn ?? [])];
  const before = known.slice(clips.length).map((_, index) => clips.length + index);
  const groups = copyGroups(known);
  const audits = folds.map((fold) =>
    auditLeakage(known, { ...fold, train: [...fold.train, ...before] }, groups),
  );
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
