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
  /** The same is true of much of the sound, but not of all of it: one channel is inverted for a while. */
  cancelledInParts: boolean;
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
/** Arrays of at most this length are used for the next sound: with a new one for each, memory would be collected all the time. */
const MAX_SPARE_FRAMES = 2 ** 20;
const MAX_SPARES = 4;
/** Arrays of sounds of unknown length that have ended. Their content is old. */
const spares: Float32Array[] = [];
/**
 * Unrelated channels have a mean 3 dB below them, and a sound on one of two has one 6 dB below. Only channels of opposite
 * sign go far below that.
 */
const CANCELLED = 10 ** (-15 / 10);
/** Long enough that channels do not cancel each other by chance: 0.13 s at 16 kHz. */
const PART_FRAMES = 2048;
/** Less than this share of the energy may be lost by chance, as where two microphones are far from each other. */
const CANCELLED_SHARE = 0.25;

/**
 * Mixes a sound to one channel. The mean is the sum of the channels times the scale, divided by their number. Values that
 * are not finite or beyond ±2^32 become 0 and are counted.
 */
export function createMixer({ channels, channel, frames, maxFrames = Infinity }: MixOptions): Mixer {
  const kept = channel === 'louder' ? channels : 1;
  const only = channel === 'left' ? 0 : channel === 'right' ? Math.min(1, channels - 1) : null;
  const outputs = Array.from({ length: kept }, () =>
    frames === undefined ? (spares.pop() ?? new Float32Array(FIRST_FRAMES)) : new Float32Array(frames),
  );
  const energies = new Float64Array(channels);
  let mixedEnergy = 0;
  const part = { energies: new Float64Array(channels), mixed: 0, frames: 0 };
  /** Energy of the loudest channel in the parts where the channels cancel each other. */
  let lostEnergy = 0;
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

  const endPart = () => {
    const most = Math.max(...part.energies);
    if (part.mixed < CANCELLED * most) lostEnergy += most;
    for (let c = 0; c < channels; c++) energies[c] += part.energies[c];
    mixedEnergy += part.mixed;
    part.energies.fill(0);
    part.mixed = 0;
    part.frames = 0;
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
      part.energies[c] += energy * scale * scale;
    }
    if (sums === null) return;
    let energy = 0;
    for (let i = 0; i < length; i++) {
      const value = (sums[i] * scale) / channels;
      target[count + i] = value;
      energy += value * value;
    }
    part.mixed += energy;
  };

  /** Mixes up to the end of a part at a time. `mix` gets the first frame and their number. */
  const inParts = (length: number, mix: (from: number, frames: number) => void) => {
    for (let from = 0; from < length; ) {
      const frames = Math.min(length - from, PART_FRAMES - part.frames);
      mix(from, frames);
      count += frames;
      from += frames;
      part.frames += frames;
      if (part.frames === PART_FRAMES) endPart();
    }
  };

  const mono = (values: Values, length: number, scale: number) => {
    const target = outputs[0].subarray(count, count + length);
    if (values instanceof Float32Array) replaced += copyFloats(values, target, scale);
    else for (let i = 0; i < length; i++) target[i] = values[i] * scale;
  };

  return {
    add(values, length, scale = 1) {
      makeRoom(length);
      if (channels === 1) {
        mono(values, length, scale);
        count += length;
        return;
      }
      const same = () => values;
      inParts(length, (from, some) => mixInto(same, channels, (c) => from * channels + c, some, scale));
    },
    addPlanes(planes, length) {
      makeRoom(length);
      if (channels === 1) {
        mono(planes[0], length, 1);
        count += length;
        return;
      }
      const plane = (c: number) => planes[c];
      inParts(length, (from, some) => mixInto(plane, 1, () => from, some, 1));
    },
    finish() {
      endPart();
      const loudest = energies.indexOf(Math.max(...energies));
      const output = kept > 1 ? outputs[loudest] : outputs[0];
      const isExact = count === output.length && frames !== undefined;
      const samples = isExact ? output : output.slice(0, count);
      if (frames === undefined)
        spares.push(
          ...outputs.filter(({ length }) => length <= MAX_SPARE_FRAMES).slice(0, MAX_SPARES - spares.length),
        );
      outputs.length = 0;
      const most = energies[loudest];
      const isMean = channel === 'mean' && channels > 1 && most > 0;
      const cancelled = isMean && mixedEnergy < CANCELLED * most;
      return {
        samples,
        replaced,
        cancelledDbfs: cancelled ? 10 * Math.log10(most / count) : null,
        cancelledInParts: isMean && !cancelled && lostEnergy > CANCELLED_SHARE * most,
      };
    },
  };
}

/** target[i] = values[i] · scale, for as many as `target` has. Returns how many are no usable numbers; these become 0. */
function copyFloats(values: Float32Array, target: Float32Array, scale: number): number {
  let replaced = 0;
  for (let i = 0; i < target.length; i++) {
    const value = values[i];
    const usable = Math.abs(value) <= MAX_VALUE;
    target[i] = usable ? value * scale : 0;
    if (!usable) replaced++;
  }
  return replaced;
}

function tooLong(): UserError {
  return new UserError(
    'sound-too-long',
    'The sound is too long to be decoded at once. Cut it into parts, or convert it to 16 kHz mono.',
  );
}
