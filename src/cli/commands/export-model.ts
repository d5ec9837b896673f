import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseCount } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { RUN_HELP } from '#cli/shared-options.ts';
import { UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import { MODEL_FORMAT_NAMES, type ModelFormat } from '#shared/model-formats.ts';
import { plainText } from '#shared/plain-text.ts';

interface ExportModelOptions {
  format: ModelFormat | 'tensorboard';
  out: string;
  /** From 1. */
  fold?: number;
  overwrite?: boolean;
}

/** Writes a run's model, or its curves for TensorBoard, into a folder. */
async function exportModel(session: Session, run: string, options: ExportModelOptions): Promise<void> {
  const { format, fold, overwrite } = options;
  const target = resolve(options.out);
  if (format === 'tensorboard' && fold !== undefined) {
    throw new UserError('usage', 'TensorBoard files have all folds. Leave out --fold.');
  }
  const written =
    format === 'tensorboard'
      ? await session.ask('runs.tensorboard', { run, target, overwrite })
      : await session.ask('models.export', {
          run,
          format,
          target,
          overwrite,
          fold: fold === undefined ? null : fold - 1,
        });
  session.result(written, () =>
    [
      plainText(written.folder),
      ...written.files.map((file) => `  ${plainText(file.path)}  ${session.paint.faint(bytes(file.bytes))}`),
    ].join('\n'),
  );
}

/** Its arguments and options. */
export const declareExportModel: DeclareCommand = ({ command, withSession }) => {
  command('export-model', 'write a model or training curves for other programs')
    .argument('<run>', RUN_HELP)
    .requiredOption('--out <dir>', 'the folder to write')
    .addOption(
      new Option('--format <name>', 'the format')
        .choices([...MODEL_FORMAT_NAMES, 'tensorboard'])
        .makeOptionMandatory(),
    )
    .option(
      '--fold <n>',
      'only the network of this fold, from 1 [the final model, or the mean of all folds]',
      parseCount,
    )
    .option('--overwrite', 'replace existing files')
    .action((run: string, options) => withSession(options, (session) => exportModel(session, run, options)));
};
