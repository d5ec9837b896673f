/**
 * The messages between the laboratory and a job process: plain data, checked on both sides. Each job sends events and
 * ends with one outcome.
 */

import { z } from 'zod';
import { failureSchema } from '#shared/failure.ts';
import { jobEventSchema } from './job-events.ts';
import { JOB_RESULTS, jobSchema } from './job-kinds.ts';

const index = z.number().int().min(0);

const finished = <K extends string, R extends z.ZodType>(kind: K, result: R) =>
  z.object({ kind: z.literal(kind), result });

/** How a job ended, as its process reports it. */
const outcomeSchema = z.discriminatedUnion('status', [
  z.object({
    status: z.literal('finished'),
    /** The result, with the kind of its job. */
    of: z.discriminatedUnion('kind', [
      finished('train', JOB_RESULTS.train),
      finished('predict', JOB_RESULTS.predict),
      finished('recognise', JOB_RESULTS.recognise),
      finished('explain', JOB_RESULTS.explain),
      finished('embed', JOB_RESULTS.embed),
      finished('estimate', JOB_RESULTS.estimate),
      finished('probe', JOB_RESULTS.probe),
      finished('adapters', JOB_RESULTS.adapters),
      finished('export', JOB_RESULTS.export),
    ]),
  }),
  z.object({ status: z.literal('stopped') }),
  z.object({ status: z.literal('cancelled') }),
  z.object({ status: z.literal('failed'), failure: failureSchema }),
]);
export type Outcome = z.infer<typeof outcomeSchema>;

/** Laboratory → job process. */
export const jobCommandSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('job'), id: index, job: jobSchema }),
  z.object({ kind: z.literal('control'), id: index, command: z.enum(['run', 'pause', 'stop', 'cancel']) }),
  z.object({ kind: z.literal('shutdown') }),
]);
export type JobCommand = z.infer<typeof jobCommandSchema>;

/** Job process → laboratory. */
export const jobReportSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready') }),
  z.object({ kind: z.literal('heartbeat') }),
  z.object({ kind: z.literal('event'), id: index, event: jobEventSchema }),
  z.object({ kind: z.literal('outcome'), id: index, outcome: outcomeSchema }),
]);
export type JobReport = z.infer<typeof jobReportSchema>;
