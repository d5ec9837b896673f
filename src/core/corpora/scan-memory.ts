import type { Problem } from '../../shared/corpora.ts';

/** What was measured on a clip's sound; see the fields of the same names of `Clip`. */
export interface Measurements {
  sampleRateHz: number;
  channels: number;
  durationSeconds: number;
  levelDbfs: number;
  fingerprint: string;
  signature: string;
  warning: string | null;
}

/** The least that must be known of a sound to conclude a scan. */
export type SoundFacts = Pick<Measurements, 'fingerprint' | 'warning'>;

/** What reading a file gave: plain data, the same until the file or our way of measuring changes. */
export type RememberedFile = {
  /** {@link MEASUREMENT_VERSION} when it was measured; other versions are measured again. */
  version: number;
} & ({ sound: Measurements; problem: null } | { sound: null; problem: Omit<Problem, 'path'> });

/** Rises with every change of what a file's reading gives: decoding, level, silence, fingerprint, signature. */
export const MEASUREMENT_VERSION = 1;

/** What a scan remembers of files between two scans, by path, size and time of change (milliseconds since 1970). */
export interface ScanMemory {
  /** Undefined unless the file was remembered with this very size and time. */
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
