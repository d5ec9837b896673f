import { z } from 'zod';

/** A GPU as WebGPU offers it, or a program that poses as one. */
const gpuAdapterSchema = z.object({
  /** From 1, in the order of the system's interfaces and drivers. `--device` takes it. */
  number: z.int().min(1),
  name: z.string(),
  /** The interface of the system: `vulkan`, `d3d12` or `metal`. */
  backend: z.string(),
  vendor: z.string(),
  architecture: z.string(),
  /** What the driver says about itself, with its version; may be empty. */
  driver: z.string(),
  /** Computes on the CPU, slower than the other engines. */
  software: z.boolean(),
  /** The largest array. */
  maxArrayBytes: z.number(),
  /** The memory that the workgroups of a kernel share. */
  maxWorkgroupBytes: z.number(),
  /** The least and the largest number of invocations that add together at once; null: it has no subgroups. */
  subgroupSizes: z.object({ min: z.int(), max: z.int() }).nullable(),
});
export type GpuAdapter = z.infer<typeof gpuAdapterSchema>;

/** What is known of the speed of an adapter. */
const adapterSpeedSchema = z.object({
  /** Milliseconds of a training step of `compact`; null: it failed, or was not measured. */
  stepMilliseconds: z.number().nullable(),
  /** Why it could not be measured; such an adapter is not chosen on its own. */
  failure: z.string().nullable(),
});
export type AdapterSpeed = z.infer<typeof adapterSpeedSchema>;

export const adapterReportSchema = z.object({
  adapters: z.array(
    gpuAdapterSchema.extend({
      ...adapterSpeedSchema.shape,
      /** The tile of matrix products in words, with the day of its search or why the default is used; null: not searched. */
      tiles: z.string().nullable(),
    }),
  ),
  /** Why there is none. */
  reason: z.string().nullable(),
});
export type AdapterReport = z.infer<typeof adapterReportSchema>;
