import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '#core/system/file-errors.ts';
import { NotAFileError, readRegularFile } from '#core/system/open-regular-file.ts';
import { sampleLayoutSchema } from '#shared/corpora.ts';
import { SYNTHETIC_MARKER } from './sample-voices-marker.ts';

/** The version of the synthesizer. Increase it whenever the same parameters give other bytes than before. */
export const SYNTHESIZER_VERSION = 1;

/** A marker has 200 bytes. */
const MAX_BYTES = 1e5;

/** The content of the marker file at the root of a sample corpus. Equal markers mean corpora with equal bytes. */
const sampleVoicesMarkerSchema = z.object({
  synthetic: z.literal(true),
  version: z.number().int(),
  layout: sampleLayoutSchema,
  seed: z.number().int(),
  speakers: z.number().int(),
  clipsPerEmotion: z.number().int(),
  sampleRateHz: z.number().int(),
});
export type SampleVoicesMarker = z.infer<typeof sampleVoicesMarkerSchema>;

/**
 * The marker of a folder; null if there is none, `damaged` if its content is invalid. Rejects with the file system's
 * error if it cannot be read.
 */
export async function readMarker(folder: string): Promise<SampleVoicesMarker | 'damaged' | null> {
  let text: string;
  try {
    const bytes = await readRegularFile(
      path.join(folder, SYNTHETIC_MARKER),
      MAX_BYTES,
      () => new SyntaxError(),
    );
    text = bytes.toString('utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
    if (error instanceof SyntaxError || error instanceof NotAFileError) return 'damaged';
    throw error;
  }
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (error instanceof SyntaxError) return 'damaged';
    throw error;
  }
  const parsed = sampleVoicesMarkerSchema.safeParse(value);
  return parsed.success ? parsed.data : 'damaged';
}

/** The text of the marker file. */
export function markerText(marker: SampleVoicesMarker): string {
  return `${JSON.stringify(marker, null, 2)}\n`;
}

/** Whether two markers describe the same corpus. */
export function sameCorpus(a: SampleVoicesMarker, b: SampleVoicesMarker): boolean {
  return markerText(sampleVoicesMarkerSchema.parse(a)) === markerText(sampleVoicesMarkerSchema.parse(b));
}
