import { z } from 'zod';

const bytes = z.number().min(0);

export const gpuSchema = z.object({
  name: z.string(),
  memoryMegabytes: z.number().nullable(),
  driver: z.string().nullable(),
});

/** The native TensorFlow runtime: whether there is one, whether it works here, and why not. */
export const nativeStatusSchema = z.object({
  /** The version that would be installed. */
  tensorflow: z.string(),
  /** Where it is installed. */
  folder: z.string(),
  /** The one that is used; null: none. */
  runtime: z
    .object({
      folder: z.string(),
      tensorflow: z.string(),
      /** `gpu`: built for NVIDIA GPUs; without one it serves on the processor. */
      device: z.enum(['cpu', 'gpu']),
      bytes,
      installedAt: z.string(),
      source: z.string(),
    })
    .nullable(),
  /** It was loaded in a process of its own just now, and computed rightly. */
  works: z.boolean(),
  /** Why there is none, or why it does not work. */
  reason: z.string().nullable(),
  usesGpu: z.boolean(),
  gpus: z.array(gpuSchema),
  /** Why no GPU is used; null when one is. */
  gpuReason: z.string().nullable(),
  /** What an installation fetches, roughly; null: there is no such build for this machine. */
  download: z.object({ cpu: bytes.nullable(), gpu: bytes.nullable() }),
  freeBytes: bytes.nullable(),
  lastFailure: z.object({ code: z.string(), message: z.string(), at: z.string() }).nullable(),
});
export type NativeStatus = z.infer<typeof nativeStatusSchema>;

export const nativeInstallSchema = z.object({
  /** `auto`: the build for GPUs where an NVIDIA GPU is found. */
  device: z.enum(['auto', 'cpu', 'gpu']).default('auto'),
  /** A wheel, or a folder of wheels, instead of the network. */
  from: z.string().min(1).nullable().default(null),
});

export const nativeRemovalSchema = z.object({ freedBytes: bytes });
