import { z } from 'zod';

/**
 * Indices into a list of clips: whole numbers from 0. A hundred folds of 12,000 clips have more than a million indices,
 * and a separate schema for each index would make the check take a tenth of a second.
 */
export const indexListSchema = z.custom<number[]>(
  (value) => Array.isArray(value) && value.every((index) => Number.isSafeInteger(index) && index >= 0),
  'Indices must be whole numbers of at least 0.',
);
