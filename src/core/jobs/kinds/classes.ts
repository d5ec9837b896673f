import { z } from 'zod';
import { MAX_EMOTIONS, MIN_EMOTIONS } from '#shared/label-sets.ts';

/** The number of a network's outputs. */
export const classesSchema = z.number().int().min(MIN_EMOTIONS).max(MAX_EMOTIONS);
