import { z } from 'zod';

/** The formats in which other programs load a trained model, with the file that holds it. */
export const MODEL_FORMATS = {
  'saved-model': { label: 'TensorFlow SavedModel', file: 'saved_model.pb' },
  onnx: { label: 'ONNX', file: 'model.onnx' },
} as const;
export type ModelFormat = keyof typeof MODEL_FORMATS;
export const MODEL_FORMAT_NAMES = Object.keys(MODEL_FORMATS) as [ModelFormat, ...ModelFormat[]];
export const modelFormatSchema = z.enum(MODEL_FORMAT_NAMES);

/** The files that an export has written. */
export const writtenFilesSchema = z.object({
  folder: z.string(),
  /** Paths in the folder, with `/` on every system. */
  files: z.array(z.object({ path: z.string(), bytes: z.number().int() })),
});
export type WrittenFiles = z.infer<typeof writtenFilesSchema>;
