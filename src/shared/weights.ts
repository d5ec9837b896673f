import { z } from 'zod';

/** Which weights of a file were loaded into a network. */
export const weightsReportSchema = z.object({
  /** Number of the network's weights that were in the file. */
  loaded: z.number().int(),
  /** The weights that keep their initial values, and why. */
  missing: z.array(z.object({ weight: z.string(), reason: z.string() })),
  /** Layers of the file that the network does not have. */
  unused: z.array(z.string()),
  /** The kernel whose channels were summed into one; null if there is none. */
  folded: z.string().nullable(),
});
export type WeightsReport = z.infer<typeof weightsReportSchema>;
