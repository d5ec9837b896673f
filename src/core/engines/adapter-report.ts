import { z } from 'zod';

/** A GPU as WebGPU offers it, or a program that poses as one. */
const gpuAdapterSchema = z.object({
  name: z.string(),
  /** The interface of the system: `vulkan`, `d3d12` or `metal`. */
  backend: z.string(),
  vendor: z.string(),
  architecture: z.string(),
  /** What the driver says about itself; may be empty. */
  driver: z.string(),
  /** Computes on the CPU, slower than the other engines. */
  software: z.boolean(),
  /** The largest array. */
  maxArrayBytes: z.number(),
});
export type GpuAdapter = z.infer<typeof gpuAdapterSchema>;

export const adapterReportSchema = z.object({
  adapters: z.array(gpuAdapterSchema),
  /** Why there is none. */
  reason: z.string().nullable(),
});
export type AdapterReport = z.infer<typeof adapterReportSchema>;
