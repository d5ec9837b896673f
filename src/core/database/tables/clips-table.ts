import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Clip } from '#shared/corpora.ts';
import { votesFromText, votesToText } from './stored-votes.ts';

/** The columns of `clips` that make a {@link Clip}. */
export interface ClipRow {
  path: string;
  corpus: string;
  layout: string;
  speaker: string | null;
  sex: string | null;
  sentence: string | null;
  intensity: string | null;
  clip_group: string | null;
  code: string;
  emotion: string;
  sample_rate_hz: number;
  channels: number;
  duration_seconds: number;
  level_dbfs: number;
  fingerprint: string;
  signature: string;
  named_split: string | null;
  votes: string | null;
  age: number | null;
  synthetic: number;
  warning: string | null;
}

const COLUMN_NAMES = [
  'path',
  'corpus',
  'layout',
  'speaker',
  'sex',
  'sentence',
  'intensity',
  'clip_group',
  'code',
  'emotion',
  'sample_rate_hz',
  'channels',
  'duration_seconds',
  'level_dbfs',
  'fingerprint',
  'signature',
  'named_split',
  'votes',
  'age',
  'synthetic',
  'warning',
] as const satisfies readonly (keyof ClipRow)[];

/** The columns of a {@link ClipRow}, to select from `clips`. */
export const CLIP_COLUMNS = COLUMN_NAMES.map((column) => `clips.${column}`).join(', ');

export function clipFromRow(row: ClipRow): Clip {
  return {
    path: row.path,
    corpus: row.corpus,
    layout: row.layout as Clip['layout'],
    speaker: row.speaker,
    sex: row.sex as Clip['sex'],
    sentence: row.sentence,
    intensity: row.intensity,
    group: row.clip_group,
    code: row.code,
    emotion: row.emotion as Clip['emotion'],
    ...votesFromText(row.votes),
    ...(row.age === null ? {} : { age: row.age }),
    sampleRateHz: row.sample_rate_hz,
    channels: row.channels,
    durationSeconds: row.duration_seconds,
    levelDbfs: row.level_dbfs,
    fingerprint: row.fingerprint,
    signature: row.signature,
    namedSplit: row.named_split as Clip['namedSplit'],
    synthetic: row.synthetic === 1,
    warning: row.warning,
  };
}

/**
 * SHA-256 (hex) of a clip's sound and labels, without its path. If the speaker or emotion of a clip changes later, it
 * becomes another clip, so that no finished run changes.
 */
export function clipIdentity(clip: Clip): string {
  const content = [
    clip.fingerprint,
    clip.corpus,
    clip.layout,
    clip.speaker,
    clip.sex,
    clip.sentence,
    clip.intensity,
    clip.code,
    clip.emotion,
    clip.namedSplit,
    clip.synthetic,
    // Clips of earlier versions have no group, no votes and no age, and keep their identity.
    ...(clip.group === null ? [] : [clip.group]),
    ...(clip.votes === undefined ? [] : [clip.votes]),
    ...(clip.age === undefined ? [] : [['age', clip.age]]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

export interface ClipsTable {
  /** Saves clips with their current paths in one transaction. Returns their numbers in the same order. */
  saveClips(clips: readonly Clip[]): number[];
  /**
   * Saves clips that another computer recorded, without changing those that are already stored, and returns their numbers in
   * the same order. A clip whose sound is in the library gets its path from there.
   */
  saveForeignClips(clips: readonly Clip[], libraryPaths: ReadonlyMap<string, string>): number[];
  /** Updates the paths of clips that runs use, so that they can still be played after they were moved. */
  updateClipPaths(clips: readonly Clip[]): void;
}

export function clipsTable(db: Database): ClipsTable {
  const values = COLUMN_NAMES.map((column) => `@${column}`).join(', ');
  // Also the labels, which belong to the identity: a row that a faulty disk has changed gets its own labels back.
  const updates = COLUMN_NAMES.map((column) => `${column} = excluded.${column}`).join(', ');
  const upsert = db
    .prepare<[ClipRow & { identity: string }], number>(
      `INSERT INTO clips (identity, ${COLUMN_NAMES.join(', ')}) VALUES (@identity, ${values})
       ON CONFLICT (identity) DO UPDATE SET ${updates} RETURNING number`,
    )
    .pluck();
  const updatePath = db.prepare<[string, string]>('UPDATE clips SET path = ? WHERE identity = ?');
  const updatePaths = db.transaction((clips: readonly Clip[]) => {
    for (const clip of clips) updatePath.run(clip.path, clipIdentity(clip));
  });
  const save = db.transaction((clips: readonly Clip[]) =>
    clips.map((clip) => upsert.get({ identity: clipIdentity(clip), ...rowOf(clip) })!),
  );
  const numberOf = db.prepare<[string], number>('SELECT number FROM clips WHERE identity = ?').pluck();
  const saveForeign = db.transaction((clips: readonly Clip[], libraryPaths: ReadonlyMap<string, string>) =>
    clips.map((clip) => {
      const identity = clipIdentity(clip);
      const path = libraryPaths.get(clip.fingerprint) ?? clip.path;
      return numberOf.get(identity) ?? upsert.get({ identity, ...rowOf({ ...clip, path }) })!;
    }),
  );
  return {
    updateClipPaths: (clips) => updatePaths.immediate(clips),
    saveClips: (clips) => save.immediate(clips),
    saveForeignClips: (clips, libraryPaths) => saveForeign.immediate(clips, libraryPaths),
  };
}

function rowOf(clip: Clip): ClipRow {
  return {
    path: clip.path,
    corpus: clip.corpus,
    layout: clip.layout,
    speaker: clip.speaker,
    sex: clip.sex,
    sentence: clip.sentence,
    intensity: clip.intensity,
    clip_group: clip.group,
    code: clip.code,
    emotion: clip.emotion,
    sample_rate_hz: clip.sampleRateHz,
    channels: clip.channels,
    duration_seconds: clip.durationSeconds,
    level_dbfs: clip.levelDbfs,
    fingerprint: clip.fingerprint,
    signature: clip.signature,
    named_split: clip.namedSplit,
    votes: votesToText(clip.votes),
    age: clip.age ?? null,
    synthetic: clip.synthetic ? 1 : 0,
    warning: clip.warning,
  };
}
