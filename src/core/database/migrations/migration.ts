/** One step of the schema. A released migration is never edited. Correct it with a new migration. */
export interface Migration {
  /** `PRAGMA user_version` after this step; numbered from 1 without gaps. */
  version: number;
  name: string;
  sql: string;
}
