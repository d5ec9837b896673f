import type { Session } from '#cli/session.ts';
import {
  confusionTable,
  intervalNote,
  leakageNote,
  leakageTable,
  metricsTable,
  perEmotionTable,
} from '#cli/terminal/metrics-table.ts';
import { emotionNotes, RESTRICTED_NOTE } from '#shared/evaluation-notes.ts';
import { UserError } from '#shared/failure.ts';
import { counted, withInterval } from '#shared/format.ts';
import { modelNamed } from '#shared/ready-made.ts';
import type { ModelChoice } from '#shared/runs.ts';
import { type EvaluateModelOptions, evaluateModel } from './evaluate-model.ts';
import { evaluationMatrix } from './evaluation-matrix.ts';
import { robustness } from './robustness.ts';
import { chosenTableFormat, type TableFormatOptions } from './table-format-options.ts';

export interface EvaluateOptions extends TableFormatOptions, EvaluateModelOptions {
  /** Save the evaluation with the run. */
  keep: boolean;
  model?: ModelChoice;
  /** The folders of a matrix trained-on × tested-on. The other arguments are then runs. */
  matrix?: string[];
  /** Test the run on changed sounds. Without folders, on its own test clips. */
  stress?: boolean;
}

/** The options that have an effect only for a ready-made model. */
const MODEL_OPTIONS = ['like', 'labels', 'protocol', 'folds', 'seed', 'name'] as const;

/** Evaluates a run or a ready-made model on folders, with `--matrix` several runs on several folders, or with `--stress` a run on changed sounds. */
export async function evaluate(
  session: Session,
  run: string,
  folders: string[],
  { keep, matrix, model, stress, ...others }: EvaluateOptions,
): Promise<void> {
  const { csv, latex, markdown, json, ...modelOptions } = others;
  const formats = { csv, latex, markdown, json };
  if (modelNamed(run) !== null) {
    if (
      stress ||
      matrix !== undefined ||
      model !== undefined ||
      !keep ||
      chosenTableFormat(formats) !== null
    ) {
      throw new UserError(
        'usage',
        'An evaluation of a ready-made model is saved as a run. Use --stress, --matrix and the others with that run.',
      );
    }
    return evaluateModel(session, run, folders, modelOptions);
  }
  const unused = MODEL_OPTIONS.find((option) => modelOptions[option] !== undefined);
  if (unused !== undefined)
    throw new UserError(
      'usage',
      `--${unused} is for the evaluation of a ready-made model: evaluate model:NAME.`,
    );
  if (stress) {
    if (matrix !== undefined) throw new UserError('usage', 'Choose one of --stress and --matrix.');
    if (model !== undefined) throw new UserError('usage', '--model is not for --stress.');
    return robustness(session, run, folders, { keep, ...formats });
  }
  if (matrix !== undefined) {
    if (!keep) throw new UserError('usage', '--matrix shows saved evaluations. Use it without --no-keep.');
    return evaluationMatrix(session, [run, ...folders], matrix, formats);
  }
  if (chosenTableFormat(formats) !== null) {
    throw new UserError('usage', '--csv, --latex and --markdown are for --matrix and --stress.');
  }
  if (folders.length === 0) {
    throw new UserError('usage', 'Name at least one folder with a corpus, for example: evaluate RUN FOLDER.');
  }
  const metrics = await session.ask('runs.evaluate', { run, folders, keep, model });
  const { paint } = session;
  const skipped = metrics.problems.length;
  session.result(metrics, () =>
    [
      `${counted(metrics.clips, 'clip')}${skipped > 0 ? paint.warn(`, ${counted(skipped, 'file')} skipped: \`scan\` shows the reasons`) : ''}`,
      ...emotionNotes(metrics).map((note) => paint.warn(paint.prose(note))),
      `${metricsTable(metrics, paint)}\n${paint.faint(paint.prose(intervalNote(metrics)))}`,
      ...(metrics.restricted === null
        ? []
        : [
            `shared emotions only: UAR ${withInterval(metrics.restricted.uar, metrics.restricted.uarInterval, metrics.resampling)}, ` +
              `accuracy ${withInterval(metrics.restricted.accuracy, metrics.restricted.accuracyInterval, metrics.resampling)}\n` +
              paint.faint(paint.prose(RESTRICTED_NOTE)),
          ]),
      perEmotionTable(metrics, paint),
      confusionTable(metrics, paint),
      `${leakageTable(metrics.leakage, paint, 'leakage check: shared with the training data')}\n${paint.faint(paint.prose(leakageNote(metrics.leakage)))}`,
      ...(metrics.evaluation === null ? [] : [paint.faint('Saved with the run.')]),
    ].join('\n\n'),
  );
}
