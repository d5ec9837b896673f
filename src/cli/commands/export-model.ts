import { resolve } from 'node:path';
import type { Session } from '#cli/session.ts';
import { UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import type { ModelFormat } from '#shared/model-formats.ts';
import { plainText } from '#shared/plain-text.ts';

export interface ExportModelOptions {
  format: ModelFormat | 'tensorboard';
  out: string;
  /** From 1. */
  fold?: number;
  overwrite?: boolean;
}

/** Writes a run's model, or its curves for TensorBoard, into a folder. */
export async function exportModel(session: Session, run: string, options: ExportModelOptions): Promise<void> {
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
