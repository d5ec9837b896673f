const HEADER_BYTES = 44;

/**
 * A mono 16-bit PCM WAV file. Samples are clipped to −1…1 and rounded to the nearest step; NaN becomes 0.
 * @param sampleRateHz A positive whole number.
 */
export function encodePcm16(samples: Float32Array, sampleRateHz: number): Uint8Array<ArrayBuffer> {
  if (!Number.isInteger(sampleRateHz) || sampleRateHz < 1) {
    throw new RangeError(`A WAV file cannot state a sample rate of ${sampleRateHz} Hz.`);
  }
  const bytes = new Uint8Array(HEADER_BYTES + 2 * samples.length);
  const view = new DataView(bytes.buffer);
  const text = (offset: number, word: string) => {
    for (let i = 0; i < word.length; i++) bytes[offset + i] = word.charCodeAt(i);
  };
  text(0, 'RIFF');
  view.setUint32(4, bytes.length - 8, true);
  text(8, 'WAVEfmt ');
  view.setUint32(16, 16, true);
  view.setUint16(20, 1, true);
  view.setUint16(22, 1, true);
  view.setUint32(24, sampleRateHz, true);
  view.setUint32(28, 2 * sampleRateHz, true);
  view.setUint16(32, 2, true);
  view.setUint16(34, 16, true);
  text(36, 'data');
  view.setUint32(40, 2 * samples.length, true);
  for (let i = 0; i < samples.length; i++) {
    const value = Math.max(-32768, Math.min(32767, Math.round(samples[i] * 32768))) || 0;
    view.setInt16(HEADER_BYTES + 2 * i, value, true);
  }
  return bytes;
}

const PCM = 1;
const FLOAT = 3;
/** The format is the first number of an identifier further on. */
const EXTENSIBLE = 0xfffe;

/** Whether the bytes start like a WAV file of PCM or float, which needs no decoding to be played and drawn. */
export function isPlainWav(bytes: Uint8Array): boolean {
  const word = (offset: number) => String.fromCharCode(...bytes.subarray(offset, offset + 4));
  if (!['RIFF', 'RF64', 'BW64'].includes(word(0)) || word(8) !== 'WAVE') return false;
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  for (let offset = 12; offset + 34 <= bytes.length; ) {
    const size = view.getUint32(offset + 4, true);
    if (word(offset) === 'fmt ') {
      const tag = view.getUint16(offset + 8, true);
      return [PCM, FLOAT].includes(tag === EXTENSIBLE ? view.getUint16(offset + 32, true) : tag);
    }
    offset += 8 + size + (size % 2);
  }
  return false;
}

/**
 * The duration of a WAV file in seconds, from its first bytes; null if they do not state it.
 * @param fileBytes The size of the file, for headers without a length or with a wrong one.
 */
export function wavSeconds(bytes: Uint8Array, fileBytes: number): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  let bytesPerSecond = 0;
  for (let offset = 12; offset + 8 <= bytes.length; ) {
    const id = String.fromCharCode(...bytes.subarray(offset, offset + 4));
    const size = view.getUint32(offset + 4, true);
    if (id === 'fmt ' && offset + 20 <= bytes.length) bytesPerSecond = view.getUint32(offset + 16, true);
    if (id === 'data') {
      const dataBytes = Math.min(size, fileBytes - offset - 8);
      return bytesPerSecond > 0 && dataBytes > 0 ? dataBytes / bytesPerSecond : null;
    }
    offset += 8 + size + (size % 2);
  }
  return null;
}
