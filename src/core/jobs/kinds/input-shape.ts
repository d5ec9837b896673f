import { z } from 'zod';

const size = z.number().int().min(1);

/** The input of a network, see `InputShape`. */
export const inputShapeSchema = z.tuple([size, size, size.optional(), size.optional()]);
