import { readStored } from '#core/database/stored-values.ts';
import { type Votes, votesSchema } from '#shared/corpora.ts';

/** The column of a clip's votes: JSON, or null. The order of labels does not matter, so it is always the same. */
export function votesToText(votes: Votes | undefined): string | null {
  if (votes === undefined) return null;
  return JSON.stringify(Object.fromEntries(Object.entries(votes).toSorted(([a], [b]) => (a < b ? -1 : 1))));
}

/** The field of a clip; empty without votes. @throws UserError `record-damaged`. */
export function votesFromText(text: string | null): { votes?: Votes } {
  return text === null ? {} : { votes: readStored(votesSchema, text, 'The votes of a clip') };
}
