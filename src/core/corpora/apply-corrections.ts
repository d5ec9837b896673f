import { isAbsolute, relative } from 'node:path';
import type { Clip, Corpus, EmotionCounts, Problem, Scan } from '#shared/corpora.ts';
import {
  type Correction,
  type CorrectionKey,
  type CorrectionUse,
  correctionKey,
  countCorrections,
  excludedReason,
  type RecordedCorrection,
} from '#shared/corrections.ts';
import { isInside } from './scan/list-files.ts';

/** A correction that has an effect on runs; `label` null excludes the clip. */
export interface EffectiveCorrection extends CorrectionKey {
  label: string | null;
  note: string;
  /** Where the clip was last seen, absolute; null for a correction of a run's record, whose clip may be anywhere. */
  lastPath: string | null;
}

/** The corrections of the log that have an effect on runs. Marks have none. */
export const effectiveCorrections = (corrections: readonly Correction[]): EffectiveCorrection[] =>
  corrections.flatMap(({ fingerprint, own, label, excluded, note, path }) =>
    label === null && !excluded
      ? []
      : [{ fingerprint, own, label: excluded ? null : label, note, lastPath: path }],
  );

/** The corrections of a run's record, to repeat it. */
export const recordedAsEffective = (recorded: readonly RecordedCorrection[]): EffectiveCorrection[] =>
  recorded.map(({ fingerprint, own, label, note }) => ({ fingerprint, own, label, note, lastPath: null }));

export interface CorrectedScan<S extends Scan> {
  /** With the corrected labels. Excluded clips are problems (`excluded`). */
  scan: S;
  /** The corrections that were applied, for the record of a run, sorted. */
  recorded: RecordedCorrection[];
  use: CorrectionUse;
}

/** Applies corrections to a scan, before its label set. A clip that has a corrected label has no code of its corpus any more. */
export function applyCorrections<S extends Scan>(
  scan: S,
  corrections: readonly EffectiveCorrection[],
): CorrectedScan<S> {
  const byKey = new Map(corrections.map((one) => [correctionKey(one), one]));
  if (byKey.size === 0) return { scan, recorded: [], use: { relabelled: 0, excluded: 0, lapsed: [] } };
  const folders = new Map(scan.corpora.map(({ name, folder }) => [name, folder]));
  const applied = new Set<string>();
  const recorded: RecordedCorrection[] = [];
  const clips: Clip[] = [];
  const problems: Problem[] = [];
  for (const clip of scan.clips) {
    const key = correctionKey({ fingerprint: clip.fingerprint, own: clip.emotion });
    const correction = byKey.get(key);
    if (correction === undefined) {
      clips.push(clip);
      continue;
    }
    applied.add(key);
    recorded.push(recordOf(clip, correction, folders.get(clip.corpus)));
    if (correction.label === null)
      problems.push({ path: clip.path, code: 'excluded', reason: excludedReason(correction.note) });
    else clips.push(relabelled(clip, correction.label));
  }
  const lapsed = lapsedOf(
    scan,
    corrections.filter((one) => !applied.has(correctionKey(one))),
  );
  const use = { ...countCorrections(recorded), lapsed };
  if (recorded.length === 0) return { scan, recorded, use };
  const byCorpus = Map.groupBy(clips, ({ corpus }) => corpus);
  const corpora = scan.corpora.map((corpus) => recounted(corpus, byCorpus.get(corpus.name) ?? []));
  recorded.sort((a, b) => (correctionKey(a) < correctionKey(b) ? -1 : 1));
  return { scan: { ...scan, corpora, clips, problems: [...scan.problems, ...problems] }, recorded, use };
}

/** Without its code, which would take precedence over the label in a label set, and without the votes for other labels. */
function relabelled({ votes: _, ...clip }: Clip, label: string): Clip {
  return { ...clip, emotion: label, code: label };
}

function recordOf(
  { path, corpus, fingerprint, emotion }: Clip,
  { label, note }: EffectiveCorrection,
  folder: string | undefined,
): RecordedCorrection {
  const inside = folder === undefined ? path : relative(folder, path);
  const isBelow = !isAbsolute(inside) && !inside.startsWith('..');
  const parts = (isBelow ? inside : path).split(/[\\/]/);
  return {
    ...{ fingerprint, own: emotion, label, note, corpus },
    path: isBelow ? parts.join('/') : (parts.at(-1) ?? ''),
  };
}

function recounted(corpus: Corpus, clips: readonly Clip[]): Corpus {
  const emotions: EmotionCounts = {};
  const speakers = new Set<string>();
  for (const { emotion, speaker } of clips) {
    emotions[emotion] = (emotions[emotion] ?? 0) + 1;
    if (speaker !== null) speakers.add(speaker);
  }
  return { ...corpus, clips: clips.length, speakers: speakers.size, emotions };
}

/** The corrections that belong to files of the scan, but whose sound or label is another one now. */
function lapsedOf(scan: Scan, unused: readonly EffectiveCorrection[]): CorrectionUse['lapsed'] {
  if (unused.length === 0) return [];
  const state = lapsedState(scan);
  return unused.flatMap((one) => {
    const found = state(one);
    return found === null ? [] : [{ path: one.lastPath ?? '', own: one.own, state: found }];
  });
}

type Lapsed = CorrectionUse['lapsed'][number]['state'];

/** A function that says why a correction without a clip in the scan has none; null: its clip is elsewhere. */
export function lapsedState(
  scan: Pick<Scan, 'corpora'> & { clips: readonly Pick<Clip, 'path' | 'fingerprint'>[] },
): (correction: Pick<EffectiveCorrection, 'fingerprint' | 'lastPath'>) => Lapsed | null {
  const fingerprints = new Set(scan.clips.map(({ fingerprint }) => fingerprint));
  const paths = new Set(scan.clips.map(({ path }) => path));
  return ({ fingerprint, lastPath }) => {
    if (fingerprints.has(fingerprint)) return 'label';
    if (lastPath === null) return 'missing';
    if (paths.has(lastPath)) return 'sound';
    return scan.corpora.some(({ folder }) => isInside(lastPath, folder)) ? 'missing' : null;
  };
}
