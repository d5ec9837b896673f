import { z } from 'zod';
import { clipPredictionSchema } from './answers.ts';
import { problemSchema } from './corpora.ts';

/** A test clip with its place on the map. */
const embeddedClipSchema = clipPredictionSchema.extend({
  corpus: z.string(),
  sex: z.string().nullable(),
  x: z.number(),
  y: z.number(),
});
export type EmbeddedClip = z.infer<typeof embeddedClipSchema>;

/**
 * The map of the embeddings of a fold's test clips: the input of the last dense layer of the fold's network, projected to two
 * dimensions by principal component analysis. Networks of different folds have different spaces, so a map is of one fold.
 */
export const embeddingMapSchema = z.object({
  run: z.string(),
  /** From 0. */
  fold: z.number().int(),
  /** The number of folds of the run. */
  folds: z.number().int(),
  /** The number of values of an embedding. */
  size: z.number().int(),
  /** The shares of the variance along x and y, 0…1. */
  shares: z.tuple([z.number(), z.number()]),
  clips: z.array(embeddedClipSchema),
  /** Test clips that cannot be read any more. */
  problems: z.array(problemSchema),
  engine: z.string(),
  device: z.string(),
});
export type EmbeddingMap = z.infer<typeof embeddingMapSchema>;

export const EMBEDDING_NOTE =
  'Each fold has a network of its own, whose distances cannot be compared with those of other folds. Near points are alike for the network; two dimensions show only a part of what it knows.';
