import type { Database } from 'better-sqlite3';
import { z } from 'zod';
import { readStored } from '#core/database/stored-values.ts';
import {
  type Correction,
  type CorrectionChange,
  type CorrectionKey,
  type CorrectionValue,
  correctionKeySchema,
  correctionValueSchema,
  isNoCorrection,
  NO_CORRECTION,
} from '#shared/corrections.ts';
import { UserError } from '#shared/failure.ts';

/** Changes that can be undone, and all their clips. Older changes are forgotten. */
const MAX_CHANGES = 200;
const MAX_CHANGED_CLIPS = 100_000;

/** A clip that is corrected, with where it is now. */
export interface CorrectedClip extends CorrectionKey {
  path: string;
  corpus: string;
}

/** The user's corrections of clips, and the changes that made them. */
export interface CorrectionsTable {
  /** All corrections that say something, sorted by corpus and path. */
  listCorrections(): Correction[];
  /**
   * Changes clips in one transaction. The label of the corpus itself is stored as null. `changed`: clips whose correction is
   * another one now; `change`: the number by which they are undone, null if nothing changed.
   */
  changeCorrections(clips: readonly (CorrectedClip & { set: CorrectionChange })[]): {
    change: number | null;
    changed: number;
  };
  /**
   * Gives the clips of a change the state that they had before it; null: of the latest change that was not undone. Clips that
   * were changed again since are not touched; `kept` has their paths.
   * @throws UserError `nothing-to-undo`, `change-undone`, `no-such-change`.
   */
  undoCorrections(change: number | null): { restored: number; kept: string[] };
  /** Updates where corrected clips are. */
  followCorrections(clips: readonly CorrectedClip[]): void;
}

interface Row {
  fingerprint: string;
  own: string;
  label: string | null;
  excluded: number;
  marked: number;
  note: string;
  path: string;
  corpus: string;
  changed_at: string;
  change: number;
}

const beforeSchema = z.array(
  z.object({
    ...correctionKeySchema.shape,
    ...correctionValueSchema.shape,
    /** The change that had made this state; 0: none. An undo restores it, so that this change can be undone next. */
    change: z.number().int(),
  }),
);

export function correctionsTable(db: Database, now: () => Date): CorrectionsTable {
  const all = db.prepare<[], Row>('SELECT * FROM corrections ORDER BY corpus, path, own');
  const find = db.prepare<[string, string], Row>(
    'SELECT * FROM corrections WHERE fingerprint = ? AND own = ?',
  );
  const write = db.prepare<[Row]>(
    `INSERT INTO corrections (fingerprint, own, label, excluded, marked, note, path, corpus, changed_at, change)
     VALUES (@fingerprint, @own, @label, @excluded, @marked, @note, @path, @corpus, @changed_at, @change)
     ON CONFLICT (fingerprint, own) DO UPDATE SET label = excluded.label, excluded = excluded.excluded,
       marked = excluded.marked, note = excluded.note, path = excluded.path, corpus = excluded.corpus,
       changed_at = excluded.changed_at, change = excluded.change`,
  );
  const follow = db.prepare<[CorrectedClip]>(
    `UPDATE corrections SET path = @path, corpus = @corpus
     WHERE fingerprint = @fingerprint AND own = @own AND (path <> @path OR corpus <> @corpus)`,
  );
  const addChange = db
    .prepare<[string], number>(
      `INSERT INTO correction_changes (changed_at, clips, before) VALUES (?, 0, '[]') RETURNING number`,
    )
    .pluck();
  const setBefore = db.prepare<[number, string, number]>(
    'UPDATE correction_changes SET clips = ?, before = ? WHERE number = ?',
  );
  const setUndone = db.prepare<[string, number]>(
    'UPDATE correction_changes SET undone_at = ? WHERE number = ?',
  );
  const dropChange = db.prepare<[number]>('DELETE FROM correction_changes WHERE number = ?');
  const changeNumbered = db.prepare<[number], { number: number; before: string; undone_at: string | null }>(
    'SELECT number, before, undone_at FROM correction_changes WHERE number = ?',
  );
  const latest = db
    .prepare<[], number | null>('SELECT max(number) FROM correction_changes WHERE undone_at IS NULL')
    .pluck();
  const forget = db.prepare<[]>(
    `DELETE FROM correction_changes WHERE number IN (
       SELECT number FROM (SELECT number, row_number() OVER newest AS place, sum(clips) OVER newest AS total
         FROM correction_changes WINDOW newest AS (ORDER BY number DESC))
       WHERE place > 1 AND (place > ${MAX_CHANGES} OR total > ${MAX_CHANGED_CLIPS}))`,
  );

  const writeClip = (clip: CorrectedClip, value: CorrectionValue, change: number): void => {
    write.run({
      ...{ fingerprint: clip.fingerprint, own: clip.own, path: clip.path, corpus: clip.corpus },
      ...{ label: value.label, note: value.note, changed_at: now().toISOString(), change },
      ...{ excluded: value.excluded ? 1 : 0, marked: value.marked ? 1 : 0 },
    });
  };

  const change = db.transaction<CorrectionsTable['changeCorrections']>((clips) => {
    const number = addChange.get(now().toISOString())!;
    const before: z.infer<typeof beforeSchema> = [];
    for (const clip of clips) {
      const { fingerprint, own, set } = clip;
      const row = find.get(fingerprint, own);
      const old = row === undefined ? NO_CORRECTION : stateOf(row);
      const value = changed(old, set, own);
      // Also a clip that occurs twice in the list: its first state is the one before.
      if (isSame(old, value)) continue;
      if (row?.change !== number) before.push({ fingerprint, own, ...old, change: row?.change ?? 0 });
      writeClip(clip, value, number);
    }
    if (before.length === 0) {
      dropChange.run(number);
      return { change: null, changed: 0 };
    }
    setBefore.run(before.length, JSON.stringify(before), number);
    forget.run();
    return { change: number, changed: before.length };
  });

  const undo = db.transaction<CorrectionsTable['undoCorrections']>((wanted) => {
    const number = wanted ?? latest.get() ?? null;
    if (number === null) throw new UserError('nothing-to-undo', 'There is no correction to undo.');
    const found = changeNumbered.get(number);
    if (found === undefined) {
      throw new UserError(
        'no-such-change',
        'This change is too old to be undone. Change the clips in the list.',
      );
    }
    if (found.undone_at !== null) throw new UserError('change-undone', 'This change was undone already.');
    const kept: string[] = [];
    let restored = 0;
    const before = readStored(beforeSchema, found.before, `The change ${number} of corrections`);
    for (const { fingerprint, own, change: earlier, ...value } of before) {
      const row = find.get(fingerprint, own);
      if (row === undefined || row.change !== number) kept.push(row?.path ?? fingerprint);
      else {
        writeClip(row, value, earlier);
        restored++;
      }
    }
    setUndone.run(now().toISOString(), number);
    return { restored, kept };
  });
  const followAll = db.transaction((clips: readonly CorrectedClip[]) => {
    for (const { fingerprint, own, path, corpus } of clips) follow.run({ fingerprint, own, path, corpus });
  });

  return {
    listCorrections: () => all.all().map(correctionOf).filter(saysSomething),
    changeCorrections: (clips) => change.immediate(clips),
    undoCorrections: (number) => undo.immediate(number),
    followCorrections: (clips) => followAll.immediate(clips),
  };
}

const saysSomething = (correction: Correction): boolean => !isNoCorrection(correction);

const stateOf = ({ label, excluded, marked, note }: Row): CorrectionValue => ({
  ...{ label, excluded: excluded === 1, marked: marked === 1, note },
});

function correctionOf(row: Row): Correction {
  const { fingerprint, own, path, corpus, changed_at: changedAt } = row;
  return { fingerprint, own, ...stateOf(row), path, corpus, changedAt };
}

function changed(old: CorrectionValue, set: CorrectionChange, own: string): CorrectionValue {
  const { label = old.label, excluded = old.excluded, marked = old.marked, note = old.note } = set;
  return { label: label === own ? null : label, excluded, marked, note: note.trim() };
}

const isSame = (a: CorrectionValue, b: CorrectionValue): boolean =>
  a.label === b.label && a.excluded === b.excluded && a.marked === b.marked && a.note === b.note;
