/** The companded encodings of ITU-T G.711, with the 16-bit values of its tables. */

/** 16-bit values by byte. */
export const ULAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = ~byte & 0xff;
  const magnitude = ((((code & 15) << 3) + 0x84) << ((code & 0x70) >> 4)) - 0x84;
  return (code & 0x80) === 0 ? magnitude : -magnitude;
});

export const ALAW = Int16Array.from({ length: 256 }, (_, byte) => {
  const code = byte ^ 0x55;
  const segment = (code & 0x70) >> 4;
  const step = ((code & 15) << 4) + 8;
  const magnitude = segment === 0 ? step : (step + 0x100) << (segment - 1);
  return (code & 0x80) === 0 ? -magnitude : magnitude;
});

/** Decodes all of `data`. Returns the number of values. */
export function decodeLaw(table: Int16Array, data: Uint8Array, out: Int16Array): number {
  for (let i = 0; i < data.length; i++) out[i] = table[data[i]];
  return data.length;
}
