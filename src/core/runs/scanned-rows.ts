import type { Database } from 'better-sqlite3';
import type { Clip, Layout, Problem } from '../../shared/corpora.ts';
import { type CorpusDraft, draftCorpus, type FileProblem, type Identity } from '../corpora/candidates.ts';
import type { MeasuredCandidate } from '../corpora/corpus-list.ts';
import type { Measurements } from '../corpora/scan-memory.ts';

/** What is kept of a clip's sound: its signature stays in the scan's memory, where runs find it. */
export type KeptSound = Omit<Measurements, 'signature'>;
export type KeptClip = MeasuredCandidate<KeptSound>;

/** The rows of scans, in the order of finding. Each call is one short transaction. */
export interface ScannedRows {
  /** The number of a scan to write rows of. Without {@link keepScan} they are dropped a day later. */
  beginScan(): number;
  /** Appends clips from `position` on. */
  addScannedClips(scan: number, position: number, clips: readonly KeptClip[]): void;
  addScannedProblems(scan: number, position: number, problems: readonly FileProblem[]): void;
  /** At most `limit` clips from `position` on; `given` is the folder that was scanned. */
  readScannedClips(scan: number, position: number, limit: number, given: string): KeptClip[];
  readScannedProblems(scan: number, position: number, limit: number): FileProblem[];
}

interface ClipRow {
  corpus: number;
  path: string;
  real_path: string | null;
  emotion: string;
  code: string;
  speaker_family: string | null;
  speaker: string | null;
  sex: string | null;
  sentence_family: string | null;
  sentence: string | null;
  intensity: string | null;
  named_split: string | null;
  warning: string | null;
  sample_rate_hz: number;
  channels: number;
  duration_seconds: number;
  level_dbfs: number;
  fingerprint: string;
  sound_warning: string | null;
}
interface CorpusRow {
  position: number;
  name: string;
  layout: string;
  folder: string;
  synthetic: number;
}
interface ProblemRow {
  path: string;
  real_path: string | null;
  code: string;
  reason: string;
}

const CLIP_COLUMNS = [
  'corpus',
  'path',
  'real_path',
  'emotion',
  'code',
  'speaker_family',
  'speaker',
  'sex',
  'sentence_family',
  'sentence',
  'intensity',
  'named_split',
  'warning',
  'sample_rate_hz',
  'channels',
  'duration_seconds',
  'level_dbfs',
  'fingerprint',
  'sound_warning',
] as const satisfies readonly (keyof ClipRow)[];

/** A scan that is this old and belongs to no folder was left by a process that died in it. */
const UNFINISHED_MILLISECONDS = 24 * 60 * 60_000;

export function scannedRows(
  db: Database,
  now: () => Date,
): ScannedRows & { dropScan(scan: number): void; dropUnfinished(): void } {
  const begin = db
    .prepare<[string], number>('INSERT INTO scans (begun_at) VALUES (?) RETURNING number')
    .pluck();
  const drop = db.prepare<[number]>('DELETE FROM scans WHERE number = ?');
  const dropOld = db.prepare<[string]>(
    'DELETE FROM scans WHERE begun_at < ? AND number NOT IN (SELECT scan FROM library_folders)',
  );
  const addClip = db.prepare<[ClipRow & { scan: number; position: number }]>(
    `INSERT INTO scanned_clips (scan, position, ${CLIP_COLUMNS.join(', ')})
     VALUES (@scan, @position, ${CLIP_COLUMNS.map((column) => `@${column}`).join(', ')})`,
  );
  const corpora = db.prepare<[number], CorpusRow>(
    'SELECT * FROM scanned_corpora WHERE scan = ? ORDER BY position',
  );
  const addCorpus = db.prepare<[number, number, string, string, string, number]>(
    'INSERT INTO scanned_corpora (scan, position, name, layout, folder, synthetic) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const addProblem = db.prepare<[number, number, string, string | null, string, string]>(
    'INSERT INTO scanned_problems (scan, position, path, real_path, code, reason) VALUES (?, ?, ?, ?, ?, ?)',
  );
  const clips = db.prepare<[number, number, number], ClipRow>(
    `SELECT ${CLIP_COLUMNS.join(', ')} FROM scanned_clips
     WHERE scan = ? AND position >= ? ORDER BY position LIMIT ?`,
  );
  const problems = db.prepare<[number, number, number], ProblemRow>(
    `SELECT path, real_path, code, reason FROM scanned_problems
     WHERE scan = ? AND position >= ? ORDER BY position LIMIT ?`,
  );

  /** The drafts' numbers by their keys, those not yet written written. */
  const numberCorpora = (scan: number, drafts: readonly CorpusDraft[], given: string) => {
    const numbers = new Map(corpora.all(scan).map((row) => [draftOf(row, given).key, row.position]));
    for (const { key, name, layout, folder, synthetic } of drafts) {
      if (numbers.has(key)) continue;
      addCorpus.run(scan, numbers.size, name, layout, folder, synthetic ? 1 : 0);
      numbers.set(key, numbers.size);
    }
    return numbers;
  };

  const addClips = db.transaction<ScannedRows['addScannedClips']>((scan, position, kept) => {
    const drafts = kept.map(({ candidate }) => candidate.corpus);
    const numbers = numberCorpora(scan, drafts, drafts[0]?.given ?? '');
    kept.forEach((clip, index) => {
      const row = clipRow(clip, numbers.get(clip.candidate.corpus.key)!);
      addClip.run({ ...row, scan, position: position + index });
    });
  });
  const addProblems = db.transaction<ScannedRows['addScannedProblems']>((scan, position, found) => {
    found.forEach(({ path, realPath, code, reason }, index) => {
      addProblem.run(scan, position + index, path, unlessSame(realPath, path), code, reason);
    });
  });

  return {
    beginScan: () => begin.get(now().toISOString())!,
    addScannedClips: (scan, position, kept) => addClips.immediate(scan, position, kept),
    addScannedProblems: (scan, position, found) => addProblems.immediate(scan, position, found),
    readScannedClips: (scan, position, limit, given) => {
      const drafts = corpora.all(scan).map((row) => draftOf(row, given));
      return clips.all(scan, position, limit).map((row) => keptClip(row, drafts[row.corpus]));
    },
    readScannedProblems: (scan, position, limit) =>
      problems.all(scan, position, limit).map(({ path, real_path, code, reason }) => ({
        path,
        realPath: real_path ?? path,
        code: code as Problem['code'],
        reason,
      })),
    dropScan: (scan) => {
      drop.run(scan);
    },
    dropUnfinished: () => {
      dropOld.run(new Date(now().getTime() - UNFINISHED_MILLISECONDS).toISOString());
    },
  };
}

function draftOf({ name, layout, folder, synthetic }: CorpusRow, given: string): CorpusDraft {
  // The name is the shown one already; the draft would mark it once more.
  return { ...draftCorpus(layout as Layout, name, folder, given, false), synthetic: synthetic === 1 };
}

const unlessSame = (real: string, path: string) => (real === path ? null : real);

function clipRow({ candidate, sound }: KeptClip, corpus: number): ClipRow {
  return {
    corpus,
    path: candidate.path,
    real_path: unlessSame(candidate.realPath, candidate.path),
    emotion: candidate.emotion,
    code: candidate.code,
    speaker_family: candidate.speaker?.family ?? null,
    speaker: candidate.speaker?.id ?? null,
    sex: candidate.sex,
    sentence_family: candidate.sentence?.family ?? null,
    sentence: candidate.sentence?.id ?? null,
    intensity: candidate.intensity,
    named_split: candidate.namedSplit,
    warning: candidate.warning,
    sample_rate_hz: sound.sampleRateHz,
    channels: sound.channels,
    duration_seconds: sound.durationSeconds,
    level_dbfs: sound.levelDbfs,
    fingerprint: sound.fingerprint,
    sound_warning: sound.warning,
  };
}

function keptClip(row: ClipRow, corpus: CorpusDraft): KeptClip {
  const identity = (family: string | null, id: string | null): Identity | null =>
    id === null ? null : { family, id };
  return {
    candidate: {
      path: row.path,
      realPath: row.real_path ?? row.path,
      corpus,
      emotion: row.emotion as Clip['emotion'],
      code: row.code,
      sex: row.sex as Clip['sex'],
      intensity: row.intensity,
      namedSplit: row.named_split as Clip['namedSplit'],
      warning: row.warning,
      speaker: identity(row.speaker_family, row.speaker),
      sentence: identity(row.sentence_family, row.sentence),
    },
    sound: {
      sampleRateHz: row.sample_rate_hz,
      channels: row.channels,
      durationSeconds: row.duration_seconds,
      levelDbfs: row.level_dbfs,
      fingerprint: row.fingerprint,
      warning: row.sound_warning,
    },
  };
}
