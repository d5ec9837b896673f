/** One step forward. A migration that has been released is never edited: mend it with the next one. */
export interface Migration {
  /** `PRAGMA user_version` after it; numbered from 1 without gaps. */
  version: number;
  name: string;
  sql: string;
}
