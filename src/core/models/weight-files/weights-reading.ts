import { z } from 'zod';
import type { Architecture } from '#core/models/layers/architecture.ts';
import type { FileInput, Reading } from '#core/reader/reading.ts';
import { weightsReportSchema } from '#shared/weights.ts';
import type { LoadedWeights, WeightsFileOptions } from './weights-file.ts';

interface WeightsInput extends FileInput, WeightsFileOptions {
  architecture: Architecture;
  /** False: the weights are read and checked, but the result has no tensors. */
  values: boolean;
}

// HDF5 needs the file and the values in memory, and the values are copied on their way to this process.
const LIMITS = { seconds: 2, megabytes: 400, bytesPerByte: 4, code: 'weights-unreadable' };

/** A weights file of any origin, see {@link readWeightsFile}. */
export const weightsReading: Reading<WeightsInput, LoadedWeights> = {
  kind: 'weights',
  ...LIMITS,
  result: z.object({
    tensors: z.array(
      z.object({
        name: z.string(),
        shape: z.array(z.number().int()),
        data: z.custom<Float32Array>((value) => value instanceof Float32Array),
      }),
    ),
    report: weightsReportSchema,
    keras: z.boolean(),
    run: z.string().nullable(),
  }),
};

/** The run that a weights file of any origin comes from, see {@link weightsOrigin}. */
export const weightsOriginReading: Reading<FileInput, { run: string | null }> = {
  kind: 'weights-origin',
  ...LIMITS,
  result: z.object({ run: z.string().nullable() }),
};
