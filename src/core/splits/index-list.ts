import { z } from 'zod';

/**
 * Indices into a list of clips: whole numbers from 0 on. A hundred folds of 12,000 clips are more than a million of
 * them, and a schema of their own for each would hold up whoever checks them for a tenth of a second.
 */
export const indexListSchema = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((index) => Number.isSafeInteger(index) && index >= 0),
  'Indices are whole numbers from 0 on.',
);
