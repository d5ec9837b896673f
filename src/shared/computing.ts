/** Where a laboratory computes, as far as the user chooses it for all of its runs. */
import { z } from 'zod';

export const computingChoiceSchema = z.object({
  /** The number of the adapter that the engine `webgpu` uses, as the doctor numbers them; null: the engine chooses. */
  adapter: z.number().int().min(1).max(9999).nullable(),
  /** Where ONNX Runtime computes encoders. */
  encoders: z.enum(['cpu', 'gpu']),
});
export type ComputingChoice = z.infer<typeof computingChoiceSchema>;

export const computingStatusSchema = z.object({
  /** What is in force. */
  choice: computingChoiceSchema,
  /** What an option or an environment variable of this start decides instead, by its name; null: the user's choice holds. */
  fixedBy: z.object({ adapter: z.string().nullable(), encoders: z.string().nullable() }),
  /** What computes encoders on this system's GPU: WebGPU, DirectML or CoreML; null: nothing can. */
  encoderGpu: z.string().nullable(),
});
export type ComputingStatus = z.infer<typeof computingStatusSchema>;
