/** The checksums of FLAC: polynomials x⁸+x²+x+1 and x¹⁶+x¹⁵+x²+1, most significant bit first, from 0. */

const TABLE_8 = Uint8Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let i = 0; i < 8; i++) value = (value << 1) ^ (value & 0x80 ? 0x107 : 0);
  return value;
});

const TABLE_16 = Uint16Array.from({ length: 256 }, (_, byte) => {
  let value = byte << 8;
  for (let i = 0; i < 8; i++) value = (value << 1) ^ (value & 0x8000 ? 0x18005 : 0);
  return value;
});

/** Of `bytes` from `from` up to `to`. */
export function crc8(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum = TABLE_8[sum ^ bytes[i]];
  return sum;
}

export function crc16(bytes: Uint8Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum = ((sum << 8) ^ TABLE_16[(sum >> 8) ^ bytes[i]]) & 0xffff;
  return sum;
}
