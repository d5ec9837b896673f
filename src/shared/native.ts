import { z } from 'zod';

const bytes = z.number().min(0);

const gpuSchema = z.object({
  name: z.string(),
  memoryMegabytes: z.number().nullable(),
  driver: z.string().nullable(),
});

/** The status of the native TensorFlow runtime. */
export const nativeStatusSchema = z.object({
  /** The version that would be installed. */
  tensorflow: z.string(),
  /** The folder for runtimes. */
  folder: z.string(),
  /** The used runtime; null if there is none. */
  runtime: z
    .object({
      folder: z.string(),
      tensorflow: z.string(),
      /** `gpu`: built for NVIDIA GPUs. Without a GPU it uses the CPU. */
      device: z.enum(['cpu', 'gpu']),
      bytes,
      installedAt: z.string(),
      source: z.string(),
    })
    .nullable(),
  /** It was checked in a separate process and computes correctly. */
  works: z.boolean(),
  /** Why there is no runtime, or why it does not work. */
  reason: z.string().nullable(),
  usesGpu: z.boolean(),
  gpus: z.array(gpuSchema),
  /** Why no GPU is used; null if one is used. */
  gpuReason: z.string().nullable(),
  /** The approximate download of an installation in bytes; null if this machine has no such build. */
  download: z.object({ cpu: bytes.nullable(), gpu: bytes.nullable() }),
  /** The host of the package index from which it is downloaded where there is no pip; null: none is set. */
  index: z.string().nullable(),
  /** The official wheel of the build for the CPU, for a download by hand; null if this version knows none. */
  wheel: z.object({ file: z.string(), sha256: z.string() }).nullable(),
  freeBytes: bytes.nullable(),
  lastFailure: z.object({ code: z.string(), message: z.string(), at: z.string() }).nullable(),
});
export type NativeStatus = z.infer<typeof nativeStatusSchema>;

/** The device to compute on. `auto`: a GPU if one can be used. */
const DEVICE_CHOICES = ['auto', 'cpu', 'gpu'] as const;
export type DeviceChoice = (typeof DEVICE_CHOICES)[number];

export const nativeInstallSchema = z.object({
  /** `auto`: the build for GPUs if an NVIDIA GPU is found. */
  device: z.enum(DEVICE_CHOICES).default('auto'),
  /** A wheel or a folder of wheels, instead of a download. */
  from: z.string().min(1).nullable().default(null),
  /** Also wheels that are no official files with a known checksum. */
  allowUnknown: z.boolean().default(false),
});

export const nativeRemovalSchema = z.object({ freedBytes: bytes });
