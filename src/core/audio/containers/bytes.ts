import { UserError } from '#shared/failure.ts';

/** `length` bytes from `offset` as Latin-1; shorter at the end of the file. */
export function textAt(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}

export function viewOf(bytes: Uint8Array): DataView {
  return new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
}

/** A file that is damaged or of a kind that is not supported. `what` says what it is and what to do. */
export function unreadable(what: string): UserError {
  return new UserError('wav-unreadable', what);
}

export function noSamples(): UserError {
  return new UserError('wav-empty', 'The file contains no samples. Copy or record it again.');
}

/** The sentence for a file that ends before its header does. */
export function cutShort(format: string): UserError {
  return unreadable(`The header of this ${format} file is truncated. Copy the file again from its source.`);
}

/** Recorders write a few dozen. Millions of empty chunks would take seconds. */
export const MAX_CHUNKS = 10_000;

export function tooManyChunks(): UserError {
  return unreadable(
    `The file has more than ${MAX_CHUNKS} chunks: it is damaged. Copy it again from its source.`,
  );
}

const MIN_HZ = 1000;
const MAX_HZ = 768_000;
const MAX_CHANNELS = 65_535;

/** @throws UserError `wav-unreadable` for no channels, or a sample rate that no recorder has. */
export function checkRateAndChannels(sampleRateHz: number, channels: number): void {
  if (channels === 0)
    throw unreadable('The file has 0 channels according to its header. Export it as WAV again.');
  if (channels > MAX_CHANNELS)
    throw unreadable(`The file has ${channels} channels according to its header: it is damaged.`);
  // Also true for NaN.
  if (!(sampleRateHz >= MIN_HZ && sampleRateHz <= MAX_HZ) || !Number.isInteger(sampleRateHz)) {
    throw unreadable(
      `The sample rate ${sampleRateHz} Hz is not supported: it must be from ${MIN_HZ} to ${MAX_HZ} Hz. Resample the file.`,
    );
  }
}
