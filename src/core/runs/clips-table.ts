import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import type { Clip } from '../../shared/corpora.ts';

/** A row of `clips`, as far as a {@link Clip} is made of it. */
export interface ClipRow {
  path: string;
  corpus: string;
  layout: string;
  speaker: string | null;
  sex: string | null;
  sentence: string | null;
  intensity: string | null;
  code: string;
  emotion: string;
  sample_rate_hz: number;
  channels: number;
  duration_seconds: number;
  level_dbfs: number;
  fingerprint: string;
  signature: string;
  named_split: string | null;
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
  'code',
  'emotion',
  'sample_rate_hz',
  'channels',
  'duration_seconds',
  'level_dbfs',
  'fingerprint',
  'signature',
  'named_split',
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
    code: row.code,
    emotion: row.emotion as Clip['emotion'],
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
 * SHA-256 (hex) of what a clip is in a record: its sound and all that was said of it, not where its file lies. A clip
 * that is filed under another speaker or emotion later is another clip, so that no finished run changes.
 */
export function clipIdentity(clip: Clip): string {
  const meaning = [
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
  ];
  return createHash('sha256').update(JSON.stringify(meaning)).digest('hex');
}

export interface ClipsTable {
  /** Writes clips and the place they were last seen at, at once; returns their numbers in the same order. */
  saveClips(clips: readonly Clip[]): number[];
  /** Notes where those that some run has lie now, so that they can still be heard after they were moved. */
  seeClips(clips: readonly Clip[]): void;
}

export function clipsTable(db: Database): ClipsTable {
  const values = COLUMN_NAMES.map((column) => `@${column}`).join(', ');
  const seenAgain = [
    'path',
    'sample_rate_hz',
    'channels',
    'duration_seconds',
    'level_dbfs',
    'signature',
    'warning',
  ]
    .map((column) => `${column} = excluded.${column}`)
    .join(', ');
  const upsert = db
    .prepare<[ClipRow & { identity: string }], number>(
      `INSERT INTO clips (identity, ${COLUMN_NAMES.join(', ')}) VALUES (@identity, ${values})
       ON CONFLICT (identity) DO UPDATE SET ${seenAgain} RETURNING number`,
    )
    .pluck();
  const move = db.prepare<[string, string]>('UPDATE clips SET path = ? WHERE identity = ?');
  const see = db.transaction((clips: readonly Clip[]) => {
    for (const clip of clips) move.run(clip.path, clipIdentity(clip));
  });
  const save = db.transaction((clips: readonly Clip[]) =>
    clips.map(
      (clip) =>
        upsert.get({
          identity: clipIdentity(clip),
          path: clip.path,
          corpus: clip.corpus,
          layout: clip.layout,
          speaker: clip.speaker,
          sex: clip.sex,
          sentence: clip.sentence,
          intensity: clip.intensity,
          code: clip.code,
          emotion: clip.emotion,
          sample_rate_hz: clip.sampleRateHz,
          channels: clip.channels,
          duration_seconds: clip.durationSeconds,
          level_dbfs: clip.levelDbfs,
          fingerprint: clip.fingerprint,
          signature: clip.signature,
          named_split: clip.namedSplit,
          synthetic: clip.synthetic ? 1 : 0,
          warning: clip.warning,
        })!,
    ),
  );
  return {
    seeClips: (clips) => see.immediate(clips),
    saveClips: (clips) => save.immediate(clips),
  };
}
