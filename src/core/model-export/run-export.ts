import { dirname } from 'node:path';
import { yieldToMessages } from '#core/jobs/job-control.ts';
import type { JobContext } from '#core/jobs/job-handler.ts';
import type { ExportJob } from '#core/jobs/kinds/export-job.ts';
import { networkNamed } from '#core/models/registry.ts';
import { writeInto } from '#core/system/write-into.ts';
import { writeWholeFile } from '#core/system/write-whole-file.ts';
import type { ModelFormat } from '#shared/model-formats.ts';
import { encodeSavedModelFile } from './encode-saved-model.ts';
import { type ExportedModel, readFolds } from './exported-model.ts';
import { encodeOnnx } from './onnx/encode-onnx.ts';

const ENCODERS: Record<ModelFormat, (model: ExportedModel) => Uint8Array> = {
  'saved-model': encodeSavedModelFile,
  onnx: encodeOnnx,
};

/**
 * Writes the model's file; an existing file is replaced when the new one is whole. Up to 2 GB are built in memory, which
 * takes seconds, so this runs in a job process.
 * @throws UserError `model-too-large`, `weights-unreadable`, `weights-mismatch`, `disk-full`, `export-unwritable`,
 *   `cancelled`.
 */
export async function runExport(job: ExportJob, { control }: JobContext): Promise<{ bytes: number }> {
  const architecture = networkNamed(job.network, job.inputShape, job.classes);
  const folds = await readFolds(architecture, job.weightsPaths);
  await yieldToMessages(control);
  const { version, metadata } = job;
  const content = ENCODERS[job.format]({ architecture, folds, version, metadata });
  await yieldToMessages(control);
  const unwritable = { what: 'The model', code: 'export-unwritable' };
  await writeInto(dirname(job.path), unwritable, () => writeWholeFile(job.path, content));
  return { bytes: content.length };
}
