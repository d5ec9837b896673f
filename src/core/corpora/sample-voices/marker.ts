import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { errorCode } from '../file-reasons.ts';
import { SYNTHETIC_MARKER } from '../synthetic.ts';
import { SAMPLE_LAYOUTS } from './corpus-plan.ts';

/** Of the synthesizer: raised whenever the same parameters give other bytes than before. */
export const SYNTHESIZER_VERSION = 1;

/** What the marker file at the root of a sample corpus says. Equal markers, equal corpora, byte for byte. */
export const sampleVoicesMarkerSchema = z.object({
  synthetic: z.literal(true),
  version: z.number().int(),
  layout: z.enum(SAMPLE_LAYOUTS),
  seed: z.number().int(),
  speakers: z.number().int(),
  clipsPerEmotion: z.number().int(),
  sampleRateHz: z.number().int(),
});
export type SampleVoicesMarker = z.infer<typeof sampleVoicesMarkerSchema>;

/**
 * The marker of a folder; null where there is none, `damaged` where it cannot be understood. Rejects with the file
 * system's error where it cannot be read.
 */
export async function readMarker(folder: string): Promise<SampleVoicesMarker | 'damaged' | null> {
  let text: string;
  try {
    text = await readFile(path.join(folder, SYNTHETIC_MARKER), 'utf8');
  } catch (error) {
    if (errorCode(error) === 'ENOENT') return null;
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

/** The file's text. */
export function markerText(marker: SampleVoicesMarker): string {
  return `${JSON.stringify(marker, null, 2)}\n`;
}

/** Whether two markers ask for the same corpus. */
export function sameCorpus(a: SampleVoicesMarker, b: SampleVoicesMarker): boolean {
  return markerText(sampleVoicesMarkerSchema.parse(a)) === markerText(sampleVoicesMarkerSchema.parse(b));
}
