/** Sample rates of MPEG audio layer III in Hz, by version (bits 19 and 20 of a frame header): 2.5, reserved, 2, 1. */
const MP3_RATES: readonly (readonly number[])[] = [
  [11_025, 12_000, 8000],
  [],
  [22_050, 24_000, 16_000],
  [44_100, 48_000, 32_000],
];
const ID3_HEADER_BYTES = 10;

/**
 * The sample rate in Hz in the first bytes of a FLAC, Ogg Vorbis or MP3 file; null for other files, including Opus and
 * AAC. RFC 9639 §8.2, the Vorbis I specification §4.2.2, ISO 11172-3 §2.4.2.3.
 */
export function codedRateHz(bytes: Uint8Array): number | null {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const has = (word: string, offset: number) =>
    bytes.length >= offset + word.length &&
    [...word].every((letter, i) => bytes[offset + i] === letter.charCodeAt(0));
  if (has('fLaC', 0) && bytes.length >= 22) return view.getUint32(18) >>> 12 || null;
  // The first page of an Ogg file has one segment: its header takes 28 bytes.
  if (has('OggS', 0)) {
    return has('\x01vorbis', 28) && bytes.length >= 44 ? view.getUint32(40, true) || null : null;
  }
  return mp3RateHz(view, has('ID3', 0) ? endOfTag(bytes) : 0);
}

/** The offset after an ID3v2 tag; its length is stored in seven bits of each of four bytes. */
function endOfTag(bytes: Uint8Array): number {
  const length = bytes.subarray(6, ID3_HEADER_BYTES).reduce((sum, byte) => (sum << 7) | (byte & 0x7f), 0);
  return ID3_HEADER_BYTES + length;
}

function mp3RateHz(view: DataView, offset: number): number | null {
  if (offset + 4 > view.byteLength) return null;
  const header = view.getUint32(offset);
  const isFrame = header >>> 21 === 0x7ff && ((header >>> 17) & 3) === 1;
  return isFrame ? (MP3_RATES[(header >>> 19) & 3][(header >>> 10) & 3] ?? null) : null;
}
