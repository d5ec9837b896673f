/**
 * ITU-T G.721 (G.726 at 32 kbit/s): adaptive differential PCM of 4 bits. The arithmetic is that of the recommendation,
 * with its floating-point format of 11 bits for the predictor's history; the result has 16 bits.
 */

const POWERS = Array.from({ length: 15 }, (_, i) => 2 ** i);
const DQLN = [-2048, 4, 135, 213, 273, 323, 373, 425, 425, 373, 323, 273, 213, 135, 4, -2048];
const SCALE_STEPS = [-12, 18, 41, 64, 112, 198, 355, 1122, 1122, 355, 198, 112, 64, 41, 18, -12];
const SPEEDS = [0, 0, 0, 0x200, 0x200, 0x200, 0x600, 0xe00, 0xe00, 0x600, 0x200, 0x200, 0x200, 0, 0, 0];

const int16 = (value: number) => (value << 16) >> 16;

/** The number of the first power of two above `value`, at most 15. */
function exponentOf(value: number): number {
  let i = 0;
  while (i < 15 && value >= POWERS[i]) i++;
  return i;
}

/**
 * Product of a coefficient and a value in the format of 11 bits. The recommendation adds 0x30 before the product is
 * shortened; libsndfile, the one program that writes such files, does not.
 */
function multiply(coefficient: number, value: number): number {
  const magnitude = coefficient > 0 ? coefficient : -coefficient & 0x1fff;
  const exponent = exponentOf(magnitude) - 6;
  const mantissa =
    magnitude === 0 ? 32 : exponent >= 0 ? magnitude >> exponent : int16(magnitude << -exponent);
  const sumExponent = exponent + ((value >> 6) & 15) - 13;
  const product = (mantissa * (value & 0o77)) >> 4;
  const shifted = sumExponent >= 0 ? (product << sumExponent) & 0x7fff : product >> -sumExponent;
  return (coefficient ^ value) < 0 ? -shifted : shifted;
}

/** A magnitude in the format of 11 bits. */
function toFloat(magnitude: number, negative: boolean): number {
  if (magnitude === 0) return negative ? int16(0xfc20) : 0x20;
  const exponent = exponentOf(magnitude);
  const value = (exponent << 6) + ((magnitude << 6) >> exponent);
  return negative ? value - 0x400 : value;
}

/** Decodes all of `data`, two samples in a byte, the lower four bits first. Returns the number of samples. */
export function createG721Decoder(): (data: Uint8Array, out: Int16Array) => number {
  const state = new G721();
  return (data, out) => {
    for (let i = 0; i < data.length; i++) {
      out[2 * i] = state.decode(data[i] & 15);
      out[2 * i + 1] = state.decode(data[i] >> 4);
    }
    return 2 * data.length;
  };
}

class G721 {
  /** Scale factors, locked or steady and fast. */
  private yl = 34_816;
  private yu = 544;
  /** Averages of the codes' size, short and long. */
  private dms = 0;
  private dml = 0;
  private ap = 0;
  private readonly a = [0, 0];
  private readonly b = [0, 0, 0, 0, 0, 0];
  private readonly pk = [0, 0];
  private readonly dq = [32, 32, 32, 32, 32, 32];
  private readonly sr = [32, 32];
  private td = false;

  decode(code: number): number {
    const zeros = this.predictZeros();
    const sez = zeros >> 1;
    const se = (zeros + this.predictPoles()) >> 1;
    const y = this.stepSize();
    const dq = reconstruct((code & 8) !== 0, DQLN[code], y);
    const sr = dq < 0 ? se - (dq & 0x3fff) : se + dq;
    this.update(y, SCALE_STEPS[code] << 5, SPEEDS[code], dq, sr, sr - se + sez);
    return int16(sr << 2);
  }

  private predictZeros(): number {
    let sum = 0;
    for (let i = 0; i < 6; i++) sum += multiply(this.b[i] >> 2, this.dq[i]);
    return sum;
  }

  private predictPoles(): number {
    const { a, sr } = this;
    return multiply(a[1] >> 2, sr[1]) + multiply(a[0] >> 2, sr[0]);
  }

  private stepSize(): number {
    if (this.ap >= 256) return this.yu;
    const y = this.yl >> 6;
    const difference = this.yu - y;
    const al = this.ap >> 2;
    if (difference > 0) return y + ((difference * al) >> 6);
    if (difference < 0) return y + ((difference * al + 0x3f) >> 6);
    return y;
  }

  private update(y: number, wi: number, fi: number, dq: number, sr: number, dqsez: number): void {
    const pk0 = dqsez < 0 ? 1 : 0;
    const magnitude = dq & 0x7fff;
    const isTone = this.isTransition(magnitude);
    this.updateScale(y, wi);
    this.updatePredictor(isTone, pk0, dqsez, dq, magnitude);
    this.dq.pop();
    this.dq.unshift(toFloat(magnitude, dq < 0));
    this.sr[1] = this.sr[0];
    this.sr[0] = sr === -32_768 ? int16(0xfc20) : toFloat(Math.abs(sr), sr < 0);
    this.pk[1] = this.pk[0];
    this.pk[0] = pk0;
    this.td = !isTone && this.a[1] < -11_776;
    this.updateSpeed(isTone, y, fi);
  }

  private isTransition(magnitude: number): boolean {
    const ylint = this.yl >> 15;
    const ylfrac = (this.yl >> 10) & 0x1f;
    const first = (32 + ylfrac) << ylint;
    const second = ylint > 9 ? 31 << 10 : first;
    return this.td && magnitude > (second + (second >> 1)) >> 1;
  }

  private updateScale(y: number, wi: number): void {
    this.yu = Math.max(544, Math.min(5120, y + ((wi - y) >> 5)));
    this.yl += this.yu + (-this.yl >> 6);
  }

  private updatePredictor(isTone: boolean, pk0: number, dqsez: number, dq: number, magnitude: number): void {
    const { a, b, pk } = this;
    if (isTone) {
      a.fill(0);
      b.fill(0);
      return;
    }
    const pks1 = pk0 ^ pk[0];
    let a2p = a[1] - (a[1] >> 7);
    if (dqsez !== 0) {
      const fa1 = pks1 ? a[0] : -a[0];
      if (fa1 < -8191) a2p -= 0x100;
      else if (fa1 > 8191) a2p += 0xff;
      else a2p += fa1 >> 5;
      if (pk0 ^ pk[1]) a2p = a2p <= -12_160 ? -12_288 : a2p >= 12_416 ? 12_288 : a2p - 0x80;
      else a2p = a2p <= -12_416 ? -12_288 : a2p >= 12_160 ? 12_288 : a2p + 0x80;
    }
    a[1] = a2p;
    a[0] -= a[0] >> 8;
    if (dqsez !== 0) a[0] += pks1 === 0 ? 192 : -192;
    const limit = 15_360 - a2p;
    a[0] = Math.max(-limit, Math.min(limit, a[0]));
    for (let i = 0; i < 6; i++) {
      b[i] -= b[i] >> 8;
      if (magnitude !== 0) b[i] += (dq ^ this.dq[i]) >= 0 ? 128 : -128;
    }
  }

  private updateSpeed(isTone: boolean, y: number, fi: number): void {
    this.dms += (fi - this.dms) >> 5;
    this.dml += ((fi << 2) - this.dml) >> 7;
    if (isTone) this.ap = 256;
    else if (y < 1536 || this.td || Math.abs((this.dms << 2) - this.dml) >= this.dml >> 3)
      this.ap += (0x200 - this.ap) >> 4;
    else this.ap += -this.ap >> 4;
  }
}

/** The quantised difference from its logarithm: 15 bits, with the sign of the whole number. */
function reconstruct(negative: boolean, dqln: number, y: number): number {
  const dql = dqln + (y >> 2);
  if (dql < 0) return negative ? -0x8000 : 0;
  const dex = (dql >> 7) & 15;
  const dqt = 128 + (dql & 127);
  const dq = (dqt << 7) >> (14 - dex);
  return negative ? dq - 0x8000 : dq;
}
