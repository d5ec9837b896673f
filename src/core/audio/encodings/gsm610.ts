/**
 * GSM 06.10 full rate (ETSI EN 300 961): speech of 13 kbit/s in frames of 160 samples at 8 kHz. The arithmetic is that of
 * the standard, in 16-bit integers with saturation, so that the result is the same to the bit as with every decoder.
 */

const FRAME_SAMPLES = 160;
const HISTORY = 120;
/** Bits of the logarithmic area ratios. */
const LAR_BITS = [6, 6, 5, 5, 4, 4, 3, 3];
/** Constants of their inverse quantisation: offset, smallest code, and the inverse of the step. */
const LAR_CODES = [
  [0, -32, 13_107],
  [0, -32, 13_107],
  [2048, -16, 13_107],
  [-2560, -16, 13_107],
  [94, -8, 19_223],
  [-1792, -8, 17_476],
  [-341, -4, 31_454],
  [-1144, -4, 29_708],
];
const GAINS = [3277, 11_469, 21_299, 32_767];
const PULSE_FACTORS = [18_431, 20_479, 22_527, 24_575, 26_623, 28_671, 30_719, 32_767];
/** Frames of WAV files come in pairs without the four bits that mark each frame elsewhere. */
const WAV_BYTES = 65;
const FRAME_BYTES = 33;

const saturate = (value: number) => Math.max(-32_768, Math.min(32_767, value));
/** Product of two fractions, rounded. */
const times = (a: number, b: number) => (a === -32_768 && b === -32_768 ? 32_767 : (a * b + 16_384) >> 15);

interface Bits {
  read(count: number): number;
}

/** Bits from the least significant one of each byte, as in WAV files. */
function lowBitsFirst(bytes: Uint8Array): Bits {
  let at = 0;
  return {
    read(count) {
      let value = 0;
      for (let i = 0; i < count; i++, at++) value |= ((bytes[at >> 3] >> (at & 7)) & 1) << i;
      return value;
    },
  };
}

/** Bits from the most significant one of each byte, as in all other files. */
function highBitsFirst(bytes: Uint8Array): Bits {
  let at = 0;
  return {
    read(count) {
      let value = 0;
      for (let i = 0; i < count; i++, at++) value = (value << 1) | ((bytes[at >> 3] >> (7 - (at & 7))) & 1);
      return value;
    },
  };
}

/**
 * Decodes whole blocks: 65 bytes with two frames (`wav`), or 33 bytes with one. Returns the number of samples. A part of a
 * block at the end is left out.
 */
export function createGsmDecoder(wav: boolean): (data: Uint8Array, out: Int16Array) => number {
  const decoder = new Gsm();
  const blockBytes = wav ? WAV_BYTES : FRAME_BYTES;
  return (data, out) => {
    let count = 0;
    for (let at = 0; at + blockBytes <= data.length; at += blockBytes) {
      const block = data.subarray(at, at + blockBytes);
      const bits = wav ? lowBitsFirst(block) : highBitsFirst(block);
      if (!wav) bits.read(4);
      for (let frame = 0; frame < (wav ? 2 : 1); frame++) {
        decoder.decode(bits, out.subarray(count, count + FRAME_SAMPLES));
        count += FRAME_SAMPLES;
      }
    }
    return count;
  };
}

class Gsm {
  private readonly residual = new Int16Array(HISTORY + FRAME_SAMPLES);
  private lag = 40;
  private ratios = new Int16Array(8);
  private readonly lattice = new Int16Array(9);
  private emphasis = 0;

  decode(bits: Bits, out: Int16Array): void {
    const codes = LAR_BITS.map((count) => bits.read(count));
    for (let part = 0; part < 4; part++) this.decodeResidual(bits, HISTORY + 40 * part);
    const ratios = Int16Array.from(codes, decodeRatio);
    this.filter(ratios, out);
    this.ratios = ratios;
    this.residual.copyWithin(0, FRAME_SAMPLES);
    for (let i = 0; i < FRAME_SAMPLES; i++) {
      this.emphasis = saturate(out[i] + times(this.emphasis, 28_180));
      out[i] = saturate(2 * this.emphasis) & 0xfff8;
    }
  }

  /** Long-term prediction and regular pulses of 40 samples. */
  private decodeResidual(bits: Bits, from: number): void {
    const lag = bits.read(7);
    const gain = GAINS[bits.read(2)];
    const grid = bits.read(2);
    const { exponent, mantissa } = scaleOf(bits.read(6));
    if (lag >= 40 && lag <= 120) this.lag = lag;
    const pulses = new Int16Array(40);
    const shift = 6 - exponent;
    const half = shift === 0 ? 0 : 1 << (shift - 1);
    for (let i = 0; i < 13; i++) {
      const value = times(PULSE_FACTORS[mantissa], (2 * bits.read(3) - 7) << 12);
      pulses[grid + 3 * i] = saturate(value + half) >> shift;
    }
    for (let i = 0; i < 40; i++)
      this.residual[from + i] = saturate(pulses[i] + times(gain, this.residual[from + i - this.lag]));
  }

  /** The lattice filter of the vocal tract, whose coefficients move from those of the last frame. */
  private filter(ratios: Int16Array, out: Int16Array): void {
    const before = this.ratios;
    const sections: [end: number, mix: (i: number) => number][] = [
      [13, (i) => saturate(saturate((before[i] >> 2) + (ratios[i] >> 2)) + (before[i] >> 1))],
      [27, (i) => saturate((before[i] >> 1) + (ratios[i] >> 1))],
      [40, (i) => saturate(saturate((before[i] >> 2) + (ratios[i] >> 2)) + (ratios[i] >> 1))],
      [FRAME_SAMPLES, (i) => ratios[i]],
    ];
    const { lattice } = this;
    let at = 0;
    for (const [end, mix] of sections) {
      const reflections = Array.from({ length: 8 }, (_, i) => reflectionOf(mix(i)));
      for (; at < end; at++) {
        let value = this.residual[HISTORY + at];
        for (let i = 7; i >= 0; i--) {
          value = saturate(value - times(reflections[i], lattice[i]));
          lattice[i + 1] = saturate(lattice[i] + times(reflections[i], value));
        }
        lattice[0] = value;
        out[at] = value;
      }
    }
  }
}

function decodeRatio(code: number, index: number): number {
  const [offset, smallest, inverse] = LAR_CODES[index];
  const value = times(inverse, saturate(saturate((code + smallest) << 10) - 2 * offset));
  return saturate(2 * value);
}

function reflectionOf(ratio: number): number {
  const magnitude = ratio === -32_768 ? 32_767 : Math.abs(ratio);
  const value =
    magnitude < 11_059
      ? magnitude << 1
      : magnitude < 20_070
        ? magnitude + 11_059
        : saturate((magnitude >> 2) + 26_112);
  return ratio < 0 ? -value : value;
}

function scaleOf(code: number): { exponent: number; mantissa: number } {
  let exponent = code > 15 ? (code >> 3) - 1 : 0;
  let mantissa = code - (exponent << 3);
  if (mantissa === 0) return { exponent: -4, mantissa: 7 };
  while (mantissa <= 7) {
    mantissa = (mantissa << 1) | 1;
    exponent--;
  }
  return { exponent, mantissa: mantissa - 8 };
}
