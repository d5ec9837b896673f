import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseCount, parseWhole } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption, modelOption, RUN_HELP } from '#cli/shared-options.ts';
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
import { addTableFormats, chosenTableFormat, type TableFormatOptions } from './table-format-options.ts';

interface EvaluateOptions extends TableFormatOptions, EvaluateModelOptions {
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
async function evaluate(
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
      ...metrics.warnings.map((warning) => paint.warn(paint.prose(warning))),
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

/** Its arguments and options. */
export const declareEvaluate: DeclareCommand = ({ command, withSession }) => {
  const evaluating = command('evaluate', 'evaluate a run or a model on other data')
    .argument('<run>', `${RUN_HELP}; or model:NAME`)
    .argument('[folders...]', 'folders with corpora; with --matrix: more runs; with --stress: optional')
    .option('--no-keep', 'do not save the evaluation with the run')
    .option('--matrix <folders...>', 'test each run on each corpus in these folders: trained-on × tested-on')
    .addOption(modelOption())
    .option(
      '--stress',
      'test how robust the run is to noise, reverberation, telephone, speed and level; without folders, on its own test clips',
    );
  for (const [flag, about] of [
    ['--like <run>', 'the clips, folds and label set of this run, to compare both'],
    ['--labels <name|file>', 'the label set [the first whose emotions the model all has]'],
    ['--protocol <name>', 'how the clips are divided [each is tested once]'],
  ] as const)
    evaluating.option(flag, `model:NAME: ${about}`);
  evaluating
    .option('--folds <n>', 'model:NAME: the number of folds', parseCount)
    .option('--seed <n>', 'model:NAME: the seed of the division', parseWhole)
    .option('--name <text>', 'model:NAME: the name of the run');
  addTableFormats(evaluating, 'the table of --matrix or --stress: ')
    .addOption(deviceOption())
    .action((run: string, folders: string[], options) =>
      withSession(options, (session) => evaluate(session, run, folders, options)),
    );
};
