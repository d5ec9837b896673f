import { whileBusy } from '#core/laboratory/log-waits.ts';
import { evaluateOn } from '#core/laboratory/runs/evaluation.ts';
import type { CallContext, Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { throwIfCancelled, toFailure, UserError } from '#shared/failure.ts';
import { createMatrix } from './matrix.ts';
import { evaluatedClips, showEvaluation } from './stored-evaluation.ts';

/** Evaluations that were saved with their runs. `runs.evaluate` makes them. */
export function evaluationRequests(services: Services): Handlers<RequestsOf<'evaluations'>> {
  const { log } = services;
  const matrix = createMatrix(log);
  return {
    'evaluations.list': async (query) => log.listEvaluations(query),
    'evaluations.show': ({ evaluation }) => showEvaluation(services, evaluation),
    'evaluations.predictions': async (query) => evaluatedClips(services, query),
    'evaluations.matrix': ({ runs, columns }, { signal }) => matrix(runs, columns, signal),
    'evaluations.fill': async ({ cells }, context) => {
      const answers = [];
      for (const [index, { run, folder, corpus }] of cells.entries()) {
        throwIfCancelled(context.signal);
        // Pages show each evaluation while the next one is computed.
        if (index > 0) context.changed();
        const counted = { ...context, progress: numbered(context, index, cells.length) };
        try {
          const { evaluation } = await evaluateOn(
            services,
            log.describeRun(run),
            { folders: [folder], corpus, keep: true },
            counted,
          );
          answers.push({ run, folder, corpus, evaluation, failure: null });
        } catch (error) {
          // One corpus that cannot be read must not end the others. The end of the call does, and so does a defect.
          if (!(error instanceof UserError) || error.code === 'cancelled' || error.code === 'closed')
            throw error;
          answers.push({ run, folder, corpus, evaluation: null, failure: toFailure(error) });
        }
      }
      return answers;
    },
    'evaluations.remove': async ({ evaluation }) => {
      await whileBusy(() => log.removeEvaluation(evaluation));
      return {};
    },
  };
}

/** Progress whose phases have the number of the evaluation. */
function numbered({ progress }: CallContext, index: number, total: number): CallContext['progress'] {
  if (total === 1) return progress;
  return (phase, done, of) => progress(`evaluation ${index + 1} of ${total}: ${phase}`, done, of);
}
