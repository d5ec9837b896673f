/** The bits of `bytes` from the most significant one of each byte on. Reading past the end sets {@link BitReader.ended}. */
export class BitReader {
  /** More bits were read than there are; they were zeros. */
  ended = false;
  private readonly bytes: Uint8Array;
  private at: number;
  /** Bits of `bytes[at]` that were read. */
  private used = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The position in bytes, after the unread bits of a started byte. */
  get position(): number {
    return this.used === 0 ? this.at : this.at + 1;
  }

  align(): void {
    if (this.used === 0) return;
    this.used = 0;
    this.at++;
  }

  /** An unsigned number of up to 32 bits. */
  bits(count: number): number {
    let value = 0;
    let wanted = count;
    while (wanted > 0) {
      const free = 8 - this.used;
      const taken = Math.min(wanted, free);
      const byte = this.byteAt();
      const part = (byte >> (free - taken)) & ((1 << taken) - 1);
      // Multiplied, because a shift makes numbers of 32 bits negative.
      value = value * (1 << taken) + part;
      wanted -= taken;
      this.used += taken;
      if (this.used === 8) {
        this.used = 0;
        this.at++;
      }
    }
    return value;
  }

  /** A number in two's complement of up to 33 bits. */
  signed(count: number): number {
    const value = count > 32 ? this.bits(count - 32) * 2 ** 32 + this.bits(32) : this.bits(count);
    return value >= 2 ** (count - 1) ? value - 2 ** count : value;
  }

  /** The number of zeros before the next one. */
  unary(): number {
    let zeros = 0;
    while (true) {
      const rest = (this.byteAt() << this.used) & 0xff;
      if (rest !== 0) {
        const leading = Math.clz32(rest) - 24;
        zeros += leading;
        this.used += leading + 1;
        if (this.used === 8) {
          this.used = 0;
          this.at++;
        }
        return zeros;
      }
      if (this.ended) return zeros;
      zeros += 8 - this.used;
      this.used = 0;
      this.at++;
    }
  }

  /** `count` numbers of Rice's code with this parameter, into `out` from `from` on. The innermost loop of decoding. */
  rice(parameter: number, out: Int32Array, from: number, count: number): void {
    const { bytes } = this;
    const mask = (1 << parameter) - 1;
    // With more zeros than this, the number has more than 31 bits.
    const mostZeros = parameter > 30 ? 0 : 2 ** (31 - parameter) - 1;
    // Zeros and bits that are read at once fit into 24 bits at any position in a byte.
    const last = bytes.length - 4;
    let { at, used } = this;
    for (let i = from; i < from + count; i++) {
      if (at <= last && parameter <= 16) {
        const word = (bytes[at] << 24) | (bytes[at + 1] << 16) | (bytes[at + 2] << 8) | bytes[at + 3];
        const zeros = Math.clz32(word << used);
        const bit = used + zeros + 1 + parameter;
        if (bit <= 32) {
          const folded = (zeros << parameter) | ((word >>> (32 - bit)) & mask);
          out[i] = (folded >>> 1) ^ -(folded & 1);
          at += bit >> 3;
          used = bit & 7;
          continue;
        }
      }
      this.at = at;
      this.used = used;
      const zeros = this.unary();
      const low = parameter > 0 ? this.bits(parameter) : 0;
      if (zeros <= mostZeros) {
        const folded = (zeros << parameter) | low;
        out[i] = (folded >>> 1) ^ -(folded & 1);
      } else {
        const folded = zeros * 2 ** parameter + low;
        out[i] = folded % 2 === 0 ? folded / 2 : -(folded + 1) / 2;
      }
      if (this.ended) return;
      at = this.at;
      used = this.used;
    }
    this.at = at;
    this.used = used;
  }

  private byteAt(): number {
    if (this.at < this.bytes.length) return this.bytes[this.at];
    this.ended = true;
    return 0;
  }
}
