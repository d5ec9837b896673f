import { z } from 'zod';

/** A file of rows, each `[rows, frames]`. */
const partSchema = z.object({
  path: z.string(),
  shape: z.tuple([z.number().int().min(1), z.number().int().min(1)]),
});

/** The files of the parts of joined features, whose rows are joined when they are read. */
const joinedRowsSchema = z.object({ mel: partSchema, encoder: partSchema });
export type JoinedRows = z.infer<typeof joinedRowsSchema>;

/** Where `openFeatureRows` finds features: a file of rows, or one for each part. */
export const rowsPathSchema = z.union([z.string(), joinedRowsSchema]);
export type RowsPath = z.infer<typeof rowsPathSchema>;

/** Rows of each part that a joined row can name. */
const ROWS = 2 ** 26;

/** The row of joined features: its number says the row of each part. */
export function joinedRow(mel: number, encoder: number): number {
  if (mel < ROWS && encoder < ROWS) return mel * ROWS + encoder;
  throw new RangeError(`Rows of joined features must be below ${ROWS}.`);
}

/** The rows of the parts of a joined row. */
export function rowsOfParts(row: number): { mel: number; encoder: number } {
  return { mel: Math.floor(row / ROWS), encoder: row % ROWS };
}
