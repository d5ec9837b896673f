import { z } from 'zod';

/** What of a weights file went into a network. */
export const weightsReportSchema = z.object({
  /** How many of the network's weights the file had. */
  loaded: z.number().int(),
  /** The others, which keep what they start from, and why. */
  missing: z.array(z.object({ weight: z.string(), reason: z.string() })),
  /** Layers of the file that the network has not. */
  unused: z.array(z.string()),
  /** The kernel whose channels were summed into one; null when none was. */
  folded: z.string().nullable(),
});
export type WeightsReport = z.infer<typeof weightsReportSchema>;
