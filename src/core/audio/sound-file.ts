/**
 * Sound files of every kind that is read. What a file is, its content says, not its name. The kinds of files are in
 * `containers/`, the decoders in `encodings/`.
 */
import { createHash } from 'node:crypto';
import { UserError } from '#shared/failure.ts';
import type { Channel } from '#shared/settings/channel.ts';
import { checkRateAndChannels, noSamples, unreadable } from './containers/bytes.ts';
import { soundWithin } from './containers/leading-bytes.ts';
import { nameOther, rejectPointer } from './containers/not-a-sound.ts';
import type { StoredSound } from './containers/stored-sound.ts';
import { createDecodingKeeper } from './decoding-keeper.ts';
import type { Decoded, DecodingContext, SoundFormat } from './encodings/decoder.ts';
import { ENCODINGS } from './encodings/encodings.ts';
import { createMixer, type Mixer } from './mix-channels.ts';
import type { Sound } from './sound.ts';
import { afterEnd, framesOfPart, lateEnd, narrowed, partMixer, type SoundPart } from './sound-part.ts';

/** A file whose header was read. Nothing is decoded yet. */
export interface SoundFile {
  stored: StoredSound;
  /** The file without what is before the sound: `stored.dataOffset` counts from here. */
  bytes: Uint8Array;
  /** What it is: `FLAC`, `WAV (IMA ADPCM)`. */
  kind: string;
  /** Decoding takes about as long as reading: see `Decoder.quick`. */
  quick: boolean;
  /** Own decoders answer at once. */
  decode(options?: DecodeOptions): FingerprintedSound | Promise<FingerprintedSound>;
}

export interface DecodeOptions {
  /** Default: the mean. */
  channel?: Channel;
  /** Where the file is, which decoders that are programs need; a sound in memory is written to a file for them. */
  path?: string | null;
  /** The part of the file that is the sound; default: all of it. `maxFrames` counts only this part. */
  part?: SoundPart | null;
  /** Samples per channel; a longer sound is refused with `sound-too-long`. Default: no limit. */
  maxFrames?: number;
}

/** A sound and what identifies it: the SHA-256 (hex) of its samples as they are stored. */
export interface FingerprintedSound {
  sound: Sound;
  fingerprint: string;
}

/**
 * Reads the header of a sound file.
 * @throws UserError `wav-unreadable` (damaged or of a kind that is not read), `wav-empty` (no bytes or no samples),
 *   `lfs-pointer`.
 */
export function openSoundFile(file: Uint8Array): SoundFile {
  if (file.length === 0)
    throw new UserError('wav-empty', 'The file is empty. Copy it again from its source.');
  rejectPointer(file);
  const found = soundWithin(file);
  if (found === null) throw unreadable(nameOther(file));
  const { bytes, container } = found;
  const stored = container.read(bytes);
  const decoder = ENCODINGS[stored.encoding];
  const isNamed = ['pcm', 'foreign'].includes(stored.encoding) || stored.container === decoder.label;
  const keeper = createDecodingKeeper();
  return {
    stored,
    bytes,
    kind: isNamed ? stored.container : `${stored.container} (${decoder.label})`,
    quick: decoder.quick,
    decode({ channel = 'mean', maxFrames, path = null, part = null } = {}) {
      const isCutBefore = part !== null && isSeekable(stored);
      const read = isCutBefore ? narrowed(stored, part) : stored;
      const cut = isCutBefore ? null : part;
      let sound: Started | undefined;
      const start: DecodingContext['start'] = (format, frames) => {
        checkRateAndChannels(format.sampleRateHz, format.channels);
        const { sampleRateHz, channels } = format;
        if (cut === null) {
          const mixer = createMixer({ channels, channel, frames, maxFrames });
          sound = { format, mixer };
          return mixer;
        }
        const whole = createMixer({ channels, channel, maxFrames });
        const { mixer, seen } = partMixer(whole, channels, framesOfPart(cut, sampleRateHz));
        sound = { format, mixer, cut: { part: cut, seen } };
        return mixer;
      };
      const end = (decoded: Decoded) => finish(read.warning, sound, decoded);
      const decoded =
        cut === null
          ? decoder.decode(bytes, read, { start, path })
          : keeper.decode((keep) => decoder.decode(bytes, read, { start: keep, path }), start);
      return decoded instanceof Promise ? decoded.then(end).catch(asDamage) : end(decoded);
    },
  };
}

/**
 * Decodes a sound that is uncompressed, companded or in another encoding of our own code at once.
 * @throws UserError as {@link openSoundFile}, and `wav-unreadable` for a sound that is decoded in another process only.
 */
export function decodeSound(bytes: Uint8Array, options?: DecodeOptions): FingerprintedSound {
  const file = openSoundFile(bytes);
  const decoded = file.decode(options);
  if (decoded instanceof Promise) throw unreadable(`${file.kind} is not read here. Convert it to WAV.`);
  return decoded;
}

/** A sound whose decoding has begun. `cut`: only a part of what is decoded belongs to it. */
interface Started {
  format: SoundFormat;
  mixer: Mixer;
  cut?: { part: SoundPart; seen: () => number };
}

/** Each frame has its place in the file. */
const isSeekable = ({ encoding, blockFrames }: StoredSound): boolean =>
  ['pcm', 'float', 'alaw', 'ulaw'].includes(encoding) && blockFrames === 1;

function finish(warning: string | null, started: Started | undefined, decoded: Decoded): FingerprintedSound {
  if (started === undefined) throw noSamples();
  const { cut } = started;
  const { sampleRateHz, channels } = started.format;
  const { samples, replaced, cancelledDbfs, cancelledInParts } = started.mixer.finish();
  const fileSeconds = (cut?.seen() ?? 0) / sampleRateHz;
  if (samples.length === 0) throw cut === undefined ? noSamples() : afterEnd(cut.part, fileSeconds);
  const warnings = [
    warning,
    decoded.warning ?? null,
    cut === undefined ? null : lateEnd(cut.part, fileSeconds),
    replaced === 0 ? null : `invalid values read as 0: ${replaced}`,
    cancelledDbfs === null ? null : cancelledIn('their mean'),
    cancelledInParts ? cancelledIn('parts of their mean') : null,
  ];
  const sound: Sound = {
    samples,
    sampleRateHz,
    channels,
    durationSeconds: samples.length / sampleRateHz,
    warning: warnings.filter((warning) => warning !== null).join('; ') || null,
  };
  return {
    fingerprint:
      cut === undefined
        ? decoded.fingerprint
        : fingerprintOfPart(decoded.fingerprint, framesOfPart(cut.part, sampleRateHz).from, samples.length),
    sound: cancelledDbfs === null ? sound : { ...sound, cancelledDbfs },
  };
}

/** The identity of a part of an encoded file: the file's, and the samples that are taken from it. */
const fingerprintOfPart = (file: string, from: number, count: number): string =>
  createHash('sha256').update(`${file} ${from} ${count}`).digest('hex');

/** A library's own error, such as an access out of bounds, comes from a file that it did not expect. */
function asDamage(error: unknown): never {
  if (error instanceof UserError) throw error;
  throw unreadable(
    `The file cannot be decoded: it is probably damaged (${(error as Error).message}). Copy it again from its source.`,
  );
}

/** The warning for channels of opposite sign. */
const cancelledIn = (what: string) =>
  `the channels cancel each other out in ${what}: choose the left or right one`;
