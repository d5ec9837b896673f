import { z } from 'zod';

/** `[bands, frames]` of a clip's features: the input of a network. */
export const inputShapeSchema = z.tuple([z.number().int().min(1), z.number().int().min(1)]);
