import type { Database } from 'better-sqlite3';
import { UserError } from '../../shared/failure.ts';

export interface RunLookup {
  /**
   * The row number of the run that `text` names: its id, its name, or the beginning of its id. Runs in the bin are
   * looked at last, but an exact id always finds its run.
   *
   * @throws UserError `no-such-run`, `ambiguous-run`.
   */
  number(text: string): number;
}

interface Candidate {
  number: number;
  id: string;
  name: string;
  binned: number;
}

/** More than these are not read: one is an answer, several are an error that names a few. */
const GREATEST_CANDIDATES = 6;

export function runLookup(db: Database): RunLookup {
  const select = 'SELECT number, id, name, binned_at IS NOT NULL AS binned FROM runs WHERE';
  const end = `ORDER BY binned, number DESC LIMIT ${GREATEST_CANDIDATES}`;
  const byId = db.prepare<[string], Candidate>(`${select} id = ?`);
  const byName = db.prepare<[string], Candidate>(`${select} name = ? ${end}`);
  // Ids are ASCII: everything that begins with `text` lies between it and it followed by a greater character.
  const byPrefix = db.prepare<[string, string], Candidate>(`${select} id >= ? AND id < ? ${end}`);

  return {
    number: (given) => {
      const text = given.trim();
      const exact = byId.get(text);
      if (exact) return exact.number;
      for (const candidates of [
        byName.all(text),
        text === '' ? [] : byPrefix.all(text, `${text}\u{10ffff}`),
      ]) {
        const kept = candidates.filter((candidate) => candidate.binned === candidates[0].binned);
        if (kept.length === 1) return kept[0].number;
        if (kept.length > 1) throw ambiguous(text, kept);
      }
      throw new UserError(
        'no-such-run',
        `There is no run "${text}". List the runs to see their ids and names.`,
      );
    },
  };
}

function ambiguous(text: string, candidates: readonly Candidate[]): UserError {
  const some = candidates.slice(0, GREATEST_CANDIDATES - 1).map(({ id, name }) => `${id} (${name})`);
  if (candidates.length === GREATEST_CANDIDATES) some.push('…');
  return new UserError(
    'ambiguous-run',
    `"${text}" may mean several runs: ${some.join(', ')}. Give the whole id of one of them.`,
  );
}
