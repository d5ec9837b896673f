import type { Database } from 'better-sqlite3';
import {
  type CorpusDraft,
  draftCorpus,
  type FileProblem,
  type Identity,
} from '#core/corpora/scan/candidate-clips.ts';
import type { MeasuredCandidate } from '#core/corpora/scan/corpus-list.ts';
import type { Measurements } from '#core/corpora/scan/scan-memory.ts';
import type { Clip, Layout, Problem } from '#shared/corpora.ts';
import { votesFromText, votesToText } from './stored-votes.ts';

/** The stored measurements of a clip's sound. The signature is only in the scan memory, where runs read it. */
export type StoredSound = Omit<Measurements, 'signature'>;
export type StoredClip = MeasuredCandidate<StoredSound>;

/** The rows of scans, in the order in which files were found. Each call is one short transaction. */
export interface ScannedRows {
  /** Starts a scan and returns its number. Its rows are deleted a day later unless `saveScan` is called. */
  beginScan(): number;
  /** Appends clips, the first at `position`. */
  addScannedClips(scan: number, position: number, clips: readonly StoredClip[]): void;
  addScannedProblems(scan: number, position: number, problems: readonly FileProblem[]): void;
  /** Reads at most `limit` clips, the first at `position`. `given` is the scanned folder. */
  readScannedClips(scan: number, position: number, limit: number, given: string): StoredClip[];
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
  group_family: string | null;
  clip_group: string | null;
  named_split: string | null;
  votes: string | null;
  age: number | null;
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
  'group_family',
  'clip_group',
  'named_split',
  'votes',
  'age',
  'warning',
  'sample_rate_hz',
  'channels',
  'duration_seconds',
  'level_dbfs',
  'fingerprint',
  'sound_warning',
] as const satisfies readonly (keyof ClipRow)[];

/** A scan of this age without a folder was left by a process that ended during the scan. */
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

  /** The corpus numbers by key. Adds rows for corpora that have none yet. */
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
      addProblem.run(scan, position + index, path, nullIfSame(realPath, path), code, reason);
    });
  });

  return {
    beginScan: () => begin.get(now().toISOString())!,
    addScannedClips: (scan, position, kept) => addClips.immediate(scan, position, kept),
    addScannedProblems: (scan, position, found) => addProblems.immediate(scan, position, found),
    readScannedClips: (scan, position, limit, given) => {
      const drafts = corpora.all(scan).map((row) => draftOf(row, given));
      return clips.all(scan, position, limit).map((row) => storedClip(row, drafts[row.corpus]));
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
  // The stored name is marked as synthetic already; `draftCorpus` would mark it again.
  return { ...draftCorpus(layout as Layout, name, folder, given, false), synthetic: synthetic === 1 };
}

const nullIfSame = (real: string, path: string) => (real === path ? null : real);

function clipRow({ candidate, sound }: StoredClip, corpus: number): ClipRow {
  return {
    corpus,
    path: candidate.path,
    real_path: nullIfSame(candidate.realPath, candidate.path),
    emotion: candidate.emotion,
    code: candidate.code,
    speaker_family: candidate.speaker?.family ?? null,
    speaker: candidate.speaker?.id ?? null,
    sex: candidate.sex,
    sentence_family: candidate.sentence?.family ?? null,
    sentence: candidate.sentence?.id ?? null,
    intensity: candidate.intensity,
    group_family: candidate.group?.family ?? null,
    clip_group: candidate.group?.id ?? null,
    named_split: candidate.namedSplit,
    votes: votesToText(candidate.votes),
    age: candidate.age ?? null,
    warning: candidate.warning,
    sample_rate_hz: sound.sampleRateHz,
    channels: sound.channels,
    duration_seconds: sound.durationSeconds,
    level_dbfs: sound.levelDbfs,
    fingerprint: sound.fingerprint,
    sound_warning: sound.warning,
  };
}

function storedClip(row: ClipRow, corpus: CorpusDraft): StoredClip {
  const identity = (family: string | null, id: string | null): Identity | null =>
    id === null ? null : { family, id };
  return {
    candidate: {
      path: row.path,
      realPath: row.real_path ?? row.path,
      corpus,
      emotion: row.emotion as Clip['emotion'],
      ...votesFromText(row.votes),
      ...(row.age === null ? {} : { age: row.age }),
      code: row.code,
      sex: row.sex as Clip['sex'],
      intensity: row.intensity,
      namedSplit: row.named_split as Clip['namedSplit'],
      warning: row.warning,
      speaker: identity(row.speaker_family, row.speaker),
      sentence: identity(row.sentence_family, row.sentence),
      group: identity(row.group_family, row.clip_group),
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
