import type { Decoded, DecodingContext, SoundFormat } from './encodings/decoder.ts';
import type { Mixer, Values } from './mix-channels.ts';

/** Keeps what was decoded of one file, so that its other parts need not decode it again. */
export interface DecodingKeeper {
  /**
   * Gives all values of the file to the mixer that `start` makes. `decode` decodes the file into the mixer that it is
   * given; it is called the first time, and each time if the values are too many to be kept.
   */
  decode(decode: Decode, start: DecodingContext['start']): Decoded | Promise<Decoded>;
}

type Decode = (start: DecodingContext['start']) => Decoded | Promise<Decoded>;

type Piece =
  | { values: Values; frames: number; scale: number | undefined }
  | { planes: Float32Array[]; frames: number };

/** Of the values of one file: 6 minutes of two channels at 44.1 kHz, 35 of one at 16 kHz. Each thread of a core keeps a file. */
const MAX_KEPT_BYTES = 2 ** 27;

export function createDecodingKeeper(): DecodingKeeper {
  let kept: { format: SoundFormat; pieces: Piece[]; decoded: Decoded } | null = null;
  return {
    decode(decode, start) {
      if (kept !== null) {
        const mixer = start(kept.format);
        for (const piece of kept.pieces) {
          if ('planes' in piece) mixer.addPlanes(piece.planes, piece.frames);
          else mixer.add(piece.values, piece.frames, piece.scale);
        }
        return kept.decoded;
      }
      const pieces: Piece[] = [];
      let bytes = 0;
      let of: SoundFormat | null = null;
      /** Decoders use their memory again, so a piece is a copy. */
      const keep = (size: number, piece: () => Piece) => {
        bytes += size;
        if (bytes <= MAX_KEPT_BYTES) pieces.push(piece());
        else pieces.length = 0;
      };
      const keepingStart: DecodingContext['start'] = (format, frames) => {
        of = format;
        return keepingMixer(start(format, frames), format.channels, keep);
      };
      const done = (decoded: Decoded) => {
        if (of !== null && bytes <= MAX_KEPT_BYTES) kept = { format: of, pieces, decoded };
        return decoded;
      };
      const decoded = decode(keepingStart);
      return decoded instanceof Promise ? decoded.then(done) : done(decoded);
    },
  };
}

function keepingMixer(
  mixer: Mixer,
  channels: number,
  keep: (bytes: number, piece: () => Piece) => void,
): Mixer {
  return {
    add(values, frames, scale) {
      const count = frames * channels;
      keep(count * values.BYTES_PER_ELEMENT, () => ({ values: values.slice(0, count), frames, scale }));
      mixer.add(values, frames, scale);
    },
    addPlanes(planes, frames) {
      keep(4 * frames * channels, () => ({ planes: planes.map((plane) => plane.slice(0, frames)), frames }));
      mixer.addPlanes(planes, frames);
    },
    finish: () => mixer.finish(),
  };
}
