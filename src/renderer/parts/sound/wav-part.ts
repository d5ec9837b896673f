import type { TimeRange } from '#shared/sounds.ts';

const HEADER_BYTES = 44;

/**
 * A part of a WAV file of uncompressed samples as a WAV file of its own, cut between samples; null for bytes that are not such
 * a file. `startSeconds` is where its first sample is in the whole.
 */
export function wavPart(
  wav: Uint8Array,
  range: TimeRange,
): { wav: Uint8Array<ArrayBuffer>; startSeconds: number } | null {
  const view = new DataView(wav.buffer, wav.byteOffset, wav.byteLength);
  const format = chunk(view, 'fmt ');
  const data = chunk(view, 'data');
  if (format === null || data === null || format.bytes < 16) return null;
  const rate = view.getUint32(format.offset + 4, true);
  const blockBytes = view.getUint16(format.offset + 12, true);
  if (rate === 0 || blockBytes === 0) return null;
  const blocks = Math.floor(data.bytes / blockBytes);
  const first = Math.max(0, Math.min(blocks, Math.round(range.startSeconds * rate)));
  const end = Math.max(first, Math.min(blocks, Math.round(range.endSeconds * rate)));
  const from = data.offset + first * blockBytes;
  const samples = wav.subarray(from, data.offset + end * blockBytes);
  const part = new Uint8Array(HEADER_BYTES + samples.length);
  const header = new DataView(part.buffer);
  const write = (at: number, text: string) => {
    for (let i = 0; i < text.length; i++) part[at + i] = text.charCodeAt(i);
  };
  write(0, 'RIFF');
  header.setUint32(4, part.length - 8, true);
  write(8, 'WAVEfmt ');
  header.setUint32(16, 16, true);
  part.set(wav.subarray(format.offset, format.offset + 16), 20);
  write(36, 'data');
  header.setUint32(40, samples.length, true);
  part.set(samples, HEADER_BYTES);
  return { wav: part, startSeconds: first / rate };
}

/** The content of a RIFF chunk: its offset and length, at most to the end of the file. */
function chunk(view: DataView, id: string): { offset: number; bytes: number } | null {
  for (let at = 12; at + 8 <= view.byteLength; ) {
    const name = String.fromCharCode(...[0, 1, 2, 3].map((i) => view.getUint8(at + i)));
    const bytes = view.getUint32(at + 4, true);
    if (name === id) return { offset: at + 8, bytes: Math.min(bytes, view.byteLength - at - 8) };
    at += 8 + bytes + (bytes % 2);
  }
  return null;
}
