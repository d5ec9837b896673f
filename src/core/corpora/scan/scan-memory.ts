import type { Problem } from '#shared/corpora.ts';

/** The measurements of a clip's sound. The fields have the same meaning as in `Clip`. */
export interface Measurements {
  sampleRateHz: number;
  channels: number;
  durationSeconds: number;
  levelDbfs: number;
  fingerprint: string;
  signature: string;
  warning: string | null;
}

/** The measurements that merging a scan needs. */
export type SoundFacts = Pick<Measurements, 'fingerprint' | 'warning'>;

/** The result of reading a file, as plain data. It is valid until the file or the measurement code changes. */
export type RememberedFile = {
  /** {@link MEASUREMENT_VERSION} at the time of measurement. Files with another version are measured again. */
  version: number;
} & ({ sound: Measurements; problem: null } | { sound: null; problem: Omit<Problem, 'path'> });

/** Increase it with every change of decoding, level, silence, fingerprint or signature. */
export const MEASUREMENT_VERSION = 4;

/** Measurements kept between scans, by path, size and time of change (milliseconds since 1970). */
export interface ScanMemory {
  /** Undefined unless the file was remembered with exactly this size and time. */
  recall(path: string, size: number, mtimeMs: number): RememberedFile | undefined;
  remember(path: string, size: number, mtimeMs: number, file: RememberedFile): void;
}

/** A memory that lasts as long as its process. */
export function createScanMemory(): ScanMemory {
  const files = new Map<string, { size: number; mtimeMs: number; file: RememberedFile }>();
  return {
    recall(path, size, mtimeMs) {
      const entry = files.get(path);
      return entry !== undefined && entry.size === size && entry.mtimeMs === mtimeMs ? entry.file : undefined;
    },
    remember(path, size, mtimeMs, file) {
      files.set(path, { size, mtimeMs, file });
    },
  };
}
