import { UserError } from '#shared/failure.ts';
import type { Channel } from '#shared/settings/channel.ts';

/** Interleaved values of all channels. */
export type Values = Int16Array | Int32Array | Float32Array;

/** One channel of a sound, and what mixing showed about the others. */
interface Mixed {
  samples: Float32Array;
  /** Values that were not usable numbers and became 0. */
  replaced: number;
  /** Level of the loudest channel (dBFS, RMS) where the mean of the channels is much quieter than it; else null. */
  cancelledDbfs: number | null;
}

/** Takes the values of all channels in any number of pieces, and keeps the wanted channel. */
export interface Mixer {
  /** `frames` interleaved values of each channel from `values`, multiplied by `scale`. */
  add(values: Values, frames: number, scale?: number): void;
  /** `frames` values from one array for each channel. */
  addPlanes(planes: readonly Float32Array[], frames: number): void;
  finish(): Mixed;
}

export interface MixOptions {
  channels: number;
  channel: Channel;
  /** Samples per channel if they are known; memory for them is taken at once. */
  frames?: number;
  /** @throws UserError `sound-too-long` beyond. */
  maxFrames?: number;
}

/** No recording contains larger values, and their squares could overflow single precision. */
const MAX_VALUE = 2 ** 32;
const FIRST_FRAMES = 2 ** 16;
/**
 * Unrelated channels have a mean 3 dB below them, and a sound on one of two has one 6 dB below. Only channels of opposite
 * sign go far below that.
 */
const CANCELLED_DB = 15;

/**
 * Mixes a sound to one channel. The mean is the sum of the channels times the scale, divided by their number. Values that
 * are not finite or beyond ±2^32 become 0 and are counted.
 */
export function createMixer({ channels, channel, frames, maxFrames = Infinity }: MixOptions): Mixer {
  const kept = channel === 'louder' ? channels : 1;
  const only = channel === 'left' ? 0 : channel === 'right' ? Math.min(1, channels - 1) : null;
  const outputs = Array.from({ length: kept }, () => new Float32Array(frames ?? FIRST_FRAMES));
  const energies = new Float64Array(channels);
  let mixedEnergy = 0;
  let replaced = 0;
  let count = 0;

  const makeRoom = (more: number) => {
    const needed = count + more;
    if (needed > maxFrames) throw tooLong();
    if (needed <= outputs[0].length) return;
    const size = Math.min(Math.max(needed, 2 * outputs[0].length), Math.max(needed, maxFrames));
    for (const [i, output] of outputs.entries()) {
      outputs[i] = new Float32Array(size);
      outputs[i].set(output);
    }
  };

  /** `step` and `start(channel)` are the distance of a channel's values, and its first one in `from(channel)`. */
  const mixInto = (
    from: (channel: number) => Values,
    step: number,
    start: (channel: number) => number,
    length: number,
    scale: number,
  ) => {
    const target = outputs[0];
    const sums = only === null && kept === 1 ? new Float64Array(length) : null;
    for (let c = 0; c < channels; c++) {
      const values = from(c);
      const output = kept > 1 ? outputs[c] : only === c ? target : null;
      let energy = 0;
      for (let i = 0, at = start(c); i < length; i++, at += step) {
        let value = values[at];
        // Also true for NaN.
        if (!(Math.abs(value) <= MAX_VALUE)) {
          value = 0;
          replaced++;
        }
        if (sums !== null) sums[i] += value;
        else if (output !== null) output[count + i] = value * scale;
        energy += value * value;
      }
      energies[c] += energy * scale * scale;
    }
    if (sums === null) return;
    let energy = 0;
    for (let i = 0; i < length; i++) {
      const value = (sums[i] * scale) / channels;
      target[count + i] = value;
      energy += value * value;
    }
    mixedEnergy += energy;
  };

  const mono = (values: Values, length: number, scale: number) => {
    const target = outputs[0];
    if (!(values instanceof Float32Array)) {
      for (let i = 0; i < length; i++) target[count + i] = values[i] * scale;
      return;
    }
    for (let i = 0; i < length; i++) {
      const value = values[i];
      if (Math.abs(value) <= MAX_VALUE) target[count + i] = value * scale;
      else replaced++;
    }
  };

  return {
    add(values, length, scale = 1) {
      makeRoom(length);
      if (channels === 1) mono(values, length, scale);
      else
        mixInto(
          () => values,
          channels,
          (c) => c,
          length,
          scale,
        );
      count += length;
    },
    addPlanes(planes, length) {
      makeRoom(length);
      if (channels === 1) mono(planes[0], length, 1);
      else
        mixInto(
          (c) => planes[c],
          1,
          () => 0,
          length,
          1,
        );
      count += length;
    },
    finish() {
      const loudest = energies.indexOf(Math.max(...energies));
      const output = kept > 1 ? outputs[loudest] : outputs[0];
      const samples = count === output.length ? output : output.slice(0, count);
      const most = energies[loudest];
      const cancelled =
        channel === 'mean' && channels > 1 && most > 0 && mixedEnergy < most * 10 ** (-CANCELLED_DB / 10);
      return { samples, replaced, cancelledDbfs: cancelled ? 10 * Math.log10(most / count) : null };
    },
  };
}

function tooLong(): UserError {
  return new UserError(
    'sound-too-long',
    'The sound is too long to be decoded at once. Cut it into parts, or convert it to 16 kHz mono.',
  );
}
