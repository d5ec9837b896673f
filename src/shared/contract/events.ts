/** All events. */
import { z } from 'zod';
import { failureSchema } from '#shared/failure.ts';
import { epochSchema, runStatusSchema } from '#shared/runs.ts';

import { type DeclaredStale, type KeyOf, type StaleBy, staleQuerySchema } from './stale.ts';

/**
 * Which events of a bundle (`EVENT_BUNDLE_MS`) are delivered: every one, or only the latest of those with the same value
 * under a key.
 */
type EventDelivery = 'every' | { latestBy: string };

const event = <D extends z.ZodType>(
  data: D,
  declared: { stale?: readonly StaleBy<D>[]; delivery?: 'every' | { latestBy: KeyOf<D> } } = {},
) => ({
  data,
  stale: (declared.stale ?? []) as readonly DeclaredStale[],
  delivery: (declared.delivery ?? 'every') as EventDelivery,
});

/** The laboratory's events. `stale`: as for commands; the event `stale` is sent after them. */
export const events = {
  /** The queries that a command or another event made stale, for all pages. */
  stale: event(z.object({ queries: z.array(staleQuerySchema).min(1) })),
  /** The progress of a long request. `call` is the caller's name for it. */
  progress: event(
    z.object({
      call: z.string(),
      phase: z.string(),
      done: z.number(),
      total: z.number().nullable(),
    }),
    { delivery: { latestBy: 'call' } },
  ),
  'run.status': event(
    z.object({ run: z.string(), status: runStatusSchema, failure: failureSchema.nullable() }),
    {
      stale: [
        'runs.list',
        'runs.groupKeys',
        'runs.queue',
        'runs.queueTimes',
        'evaluations.matrix',
        { query: 'runs.show', by: 'run' },
        { query: 'runs.predictions', by: 'run' },
        { query: 'runs.groups', by: 'run' },
        { query: 'runs.fairness', by: 'run' },
        { query: 'embeddings.show', by: 'run' },
        'comparisons.show',
        'comparisons.curves',
        'comparisons.parts',
        'comparisons.clips',
        'comparisons.settings',
      ],
    },
  ),
  /** The progress of a run: counts clips for features and the test of a fold, and epochs for the training of a fold and of the final model. */
  'run.phase': event(
    z.object({
      run: z.string(),
      phase: z.enum(['features', 'training', 'testing', 'refit']),
      fold: z.number().int(),
      folds: z.number().int(),
      /** Trainings of the run: one for each fold, and that of the final model. */
      trainings: z.number().int(),
      done: z.number(),
      total: z.number(),
    }),
  ),
  'run.batch': event(
    z.object({
      run: z.string(),
      fold: z.number().int(),
      epoch: z.number().int(),
      step: z.number().int(),
      steps: z.number().int(),
      loss: z.number(),
      accuracy: z.number(),
      clipsPerSecond: z.number(),
    }),
  ),
  'run.epoch': event(
    z.object({
      run: z.string(),
      folds: z.number().int(),
      /** As in `run.phase`. */
      trainings: z.number().int(),
      epochs: z.number().int(),
      epoch: epochSchema,
    }),
  ),
  /** The load of the machine during a run, about every two seconds. */
  'run.load': event(
    z.object({
      run: z.string(),
      /** Of all cores, 0…100. */
      cpuPercent: z.number(),
      memoryBytes: z.number(),
      /** Null if no GPU is used or its load is unknown. */
      gpuPercent: z.number().nullable(),
      gpuMemoryBytes: z.number().nullable(),
      /** In °C. */
      gpuTemperature: z.number().nullable(),
    }),
    { delivery: { latestBy: 'run' } },
  ),
} as const;
