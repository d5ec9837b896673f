/** Encoders as the page and the command line see them. */
import { z } from 'zod';
import { encoderFeaturesSchema } from './settings/encoder-features.ts';
import { JOINED_BY } from './settings/joined-features.ts';

/** The start of the name of an encoder's features, as in `--features encoder:speech-embedding`. */
export const ENCODER_PREFIX = 'encoder:';

/**
 * What features are called with an encoder in them: `encoder:NAME`, or joined with mel bands `log-mel+encoder:NAME`. Null:
 * another name.
 */
export function encoderInName(features: unknown): { mel: string | null; encoder: string } | null {
  if (typeof features !== 'string') return null;
  if (features.startsWith(ENCODER_PREFIX))
    return { mel: null, encoder: features.slice(ENCODER_PREFIX.length) };
  const joint = `${JOINED_BY}${ENCODER_PREFIX}`;
  const at = features.indexOf(joint);
  return at === -1 ? null : { mel: features.slice(0, at), encoder: features.slice(at + joint.length) };
}

/** An encoder whose files are in the laboratory's folder. */
export const installedEncoderSchema = z.object({
  features: encoderFeaturesSchema,
  bytes: z.number().int().min(0),
  /** Where the files came from: a path or a host. */
  source: z.string(),
  addedAt: z.string(),
  /** Seconds that one second of sound took in the trial, on one thread. */
  secondsPerSecond: z.number().min(0),
  /** Memory of one thread that runs it, as measured in the trial. */
  memoryBytes: z.number().min(0),
});
export type InstalledEncoder = z.infer<typeof installedEncoderSchema>;

/** ONNX Runtime, which computes encoders. */
export const onnxRuntimeReportSchema = z.object({
  works: z.boolean(),
  version: z.string().nullable(),
  /** Where it computes: CPU, WebGPU, DirectML or CoreML. */
  device: z.string().nullable(),
  /** Why there, or why it does not work. */
  reason: z.string(),
});
export type OnnxRuntimeReport = z.infer<typeof onnxRuntimeReportSchema>;

export const encoderStatusSchema = z.object({
  name: z.string(),
  title: z.string(),
  about: z.string(),
  page: z.string(),
  revision: z.string(),
  licence: z.object({ name: z.string(), url: z.string(), nonCommercial: z.boolean() }),
  /** Whether these files were tried with this program. */
  verified: z.boolean(),
  files: z.array(z.object({ name: z.string(), url: z.string().nullable(), sha256: z.string().nullable() })),
  /** Of all files; approximate where `sha256` is not known. */
  bytes: z.number(),
  /** How to get the files where they cannot be downloaded. */
  instructions: z.string().nullable(),
  dimensions: z.number().int(),
  installed: installedEncoderSchema.nullable(),
});
export type EncoderStatus = z.infer<typeof encoderStatusSchema>;

/** The hosts that a download contacts; empty if it cannot be downloaded. */
export function downloadHosts({ files }: Pick<EncoderStatus, 'files'>): string[] {
  if (files.some(({ url }) => url === null)) return [];
  return [...new Set(files.map(({ url }) => new URL(url!).host))];
}
