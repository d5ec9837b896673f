import type { Database } from 'better-sqlite3';
import { UserError } from '#shared/failure.ts';

export interface RunLookup {
  /**
   * The row number of the run with this id, name or start of an id. A run in the trash is found by name or start of an
   * id only if no other run matches. An exact id always finds its run.
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

/** Maximum number of rows to read. One row is the answer; several are an error that lists some of them. */
const MAX_CANDIDATES = 6;

export function runLookup(db: Database): RunLookup {
  const select = 'SELECT number, id, name, binned_at IS NOT NULL AS binned FROM runs WHERE';
  const end = `ORDER BY binned, number DESC LIMIT ${MAX_CANDIDATES}`;
  const byId = db.prepare<[string], Candidate>(`${select} id = ?`);
  const byName = db.prepare<[string], Candidate>(`${select} name = ? ${end}`);
  // Ids are ASCII, so all ids that start with `text` sort between `text` and `text` followed by the highest character.
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
        const matches = candidates.filter((candidate) => candidate.binned === candidates[0].binned);
        if (matches.length === 1) return matches[0].number;
        if (matches.length > 1) throw ambiguous(text, matches);
      }
      throw new UserError(
        'no-such-run',
        `There is no run "${text}". List the runs to see their ids and names.`,
      );
    },
  };
}

function ambiguous(text: string, candidates: readonly Candidate[]): UserError {
  const some = candidates.slice(0, MAX_CANDIDATES - 1).map(({ id, name }) => `${id} (${name})`);
  if (candidates.length === MAX_CANDIDATES) some.push('…');
  return new UserError(
    'ambiguous-run',
    `"${text}" matches several runs: ${some.join(', ')}. Use the full id of one of them.`,
  );
}
