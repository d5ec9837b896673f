import { unreadable } from './containers/bytes.ts';
import type { StoredSound } from './containers/stored-sound.ts';
import type { Mixer } from './mix-channels.ts';

/** A part of a sound file, in seconds from its start; `endSeconds` null: to the end of the file. */
export interface SoundPart {
  startSeconds: number;
  endSeconds: number | null;
}

/**
 * The path of a clip that is a part of a file ends as the temporal dimension of a media fragment does: `a.wav#t=1.5,3.25`
 * (W3C Media Fragments URI 1.0, 4.2.1). So a clip has one path everywhere: in the log, in tables, on the page.
 */
const FRAGMENT = /^(?<file>.+)#t=(?<start>\d+(?:\.\d+)?),(?<end>\d+(?:\.\d+)?)?$/s;
/** Microseconds: tables of annotations have no more digits. */
const DIGITS = 6;

/** The path of a part of `file`. Whole files keep their path. */
export function pathOfPart(file: string, part: SoundPart | null): string {
  if (part === null) return file;
  const seconds = (value: number) => String(Number(value.toFixed(DIGITS)));
  return `${file}#t=${seconds(part.startSeconds)},${part.endSeconds === null ? '' : seconds(part.endSeconds)}`;
}

/** The file of a clip's path, and the part of it that the clip is; null: the whole file. */
export function fileOfPath(path: string): { file: string; part: SoundPart | null } {
  const { file, start, end } = FRAGMENT.exec(path)?.groups ?? {};
  if (file === undefined) return { file: path, part: null };
  const startSeconds = Number(start);
  return { file, part: { startSeconds, endSeconds: end === undefined ? null : Number(end) } };
}

/** The samples per channel of a part: from the first one to before the last one, which is Infinity for the end of the file. */
export function framesOfPart(
  { startSeconds, endSeconds }: SoundPart,
  sampleRateHz: number,
): { from: number; to: number } {
  return {
    from: Math.round(startSeconds * sampleRateHz),
    to: endSeconds === null ? Infinity : Math.round(endSeconds * sampleRateHz),
  };
}

/** A part that ends later than its file by more than this is not what its table says. */
const ROUNDING_SECONDS = 0.05;

/**
 * A part of uncompressed samples as a sound of its own, whose other samples are not decoded, and whose fingerprint is that
 * of a file with these samples.
 * @throws UserError `wav-unreadable` if the part begins after the end of the file.
 */
export function narrowed(stored: StoredSound, part: SoundPart): StoredSound {
  const { sampleRateHz, blockBytes, dataOffset, dataBytes } = stored;
  const { from, to } = framesOfPart(part, sampleRateHz);
  const frames = Math.floor(dataBytes / blockBytes);
  if (from >= frames) throw afterEnd(part, frames / sampleRateHz);
  return {
    ...stored,
    dataOffset: dataOffset + from * blockBytes,
    dataBytes: (Math.min(to, frames) - from) * blockBytes,
    frames: null,
    warning: joined(stored.warning, lateEnd(part, frames / sampleRateHz)),
  };
}

/** A mixer that gives only the frames of a part to `mixer`. `seen()`: the frames of the whole file that were decoded. */
export function partMixer(
  mixer: Mixer,
  channels: number,
  { from, to }: { from: number; to: number },
): { mixer: Mixer; seen: () => number } {
  let seen = 0;
  /** The first of `frames` new ones that belongs to the part, and the one after the last; null: none does. */
  const inside = (frames: number): [first: number, end: number] | null => {
    const first = Math.max(0, from - seen);
    const end = Math.min(frames, to - seen);
    seen += frames;
    return first < end ? [first, end] : null;
  };
  return {
    seen: () => seen,
    mixer: {
      add(values, frames, scale) {
        const kept = inside(frames);
        if (kept === null) return;
        const [first, end] = kept;
        mixer.add(values.subarray(first * channels, end * channels), end - first, scale);
      },
      addPlanes(planes, frames) {
        const kept = inside(frames);
        if (kept === null) return;
        const [first, end] = kept;
        mixer.addPlanes(
          planes.map((plane) => plane.subarray(first, end)),
          end - first,
        );
      },
      finish: () => mixer.finish(),
    },
  };
}

/** The warning about a part that ends after its file, which has `fileSeconds`; else null. */
export function lateEnd({ endSeconds }: SoundPart, fileSeconds: number): string | null {
  if (endSeconds === null || endSeconds <= fileSeconds + ROUNDING_SECONDS) return null;
  return `the part ends at ${endSeconds.toFixed(2)} s, after the end of the file (${fileSeconds.toFixed(2)} s)`;
}

/** The error for a part that begins after its file, which has `fileSeconds`. */
export function afterEnd({ startSeconds }: SoundPart, fileSeconds: number): Error {
  return unreadable(
    `The part begins at ${startSeconds.toFixed(2)} s, but the file has ${fileSeconds.toFixed(2)} s. Check the start in the table.`,
  );
}

function joined(...warnings: readonly (string | null)[]): string | null {
  return warnings.filter((warning) => warning !== null).join('; ') || null;
}
