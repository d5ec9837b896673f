/**
 * A recording is one WAV file with its name and time in the RIFF chunk for such data (LIST of INFO: INAM and ICRD;
 * Multimedia Programming Interface 1.0, 1991). Any program can play it. The laboratory's decoder and fingerprints
 * ignore the chunk.
 */

import { openWavPieces, readWavHeader, toPcm16Wav } from '#core/audio/wav/sound-pieces.ts';
import { createYielder } from '#core/system/yielder.ts';

export interface RecordingFacts {
  name: string;
  /** ISO 8601. */
  createdAt: string;
}

/**
 * The bytes of the file: the unchanged sound if its header is plain, else the sound as 16-bit PCM, then name and time.
 * @throws UserError the codes of `decodeWav`; `cancelled`.
 */
export async function encodeRecording(
  wav: Uint8Array,
  facts: RecordingFacts,
  signal?: AbortSignal,
): Promise<Uint8Array> {
  const header = readWavHeader(wav);
  const isWhole = header.plain && header.warning === null;
  const sound = isWhole ? wav : await toPcm16Wav(openWavPieces(wav), createYielder(signal));
  const { dataOffset, dataBytes } = isWhole ? header : readWavHeader(sound);
  const end = dataOffset + dataBytes;
  const info = infoChunk({ INAM: facts.name, ICRD: facts.createdAt });
  const bytes = new Uint8Array(end + (end % 2) + info.length);
  bytes.set(sound.subarray(0, end));
  bytes.set(info, end + (end % 2));
  const view = new DataView(bytes.buffer);
  view.setUint32(4, bytes.length - 8, true);
  view.setUint32(dataOffset - 4, dataBytes, true);
  return bytes;
}

/** The name and time in a recording's file; null for each value that is missing. */
export function readRecordingFacts(bytes: Uint8Array): { [F in keyof RecordingFacts]: string | null } {
  const { dataOffset, dataBytes } = readWavHeader(bytes);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const found: Record<string, string> = {};
  let offset = dataOffset + dataBytes + (dataBytes % 2);
  while (offset + 12 <= bytes.length) {
    const size = view.getUint32(offset + 4, true);
    const end = Math.min(bytes.length, offset + 8 + size);
    if (text(bytes, offset, 4) === 'LIST' && text(bytes, offset + 8, 4) === 'INFO') {
      readInfo(bytes, view, offset + 12, end, found);
    }
    offset = end + (size % 2);
  }
  return { name: found.INAM || null, createdAt: found.ICRD || null };
}

function readInfo(
  bytes: Uint8Array,
  view: DataView,
  from: number,
  to: number,
  found: Record<string, string>,
) {
  for (let offset = from; offset + 8 <= to; ) {
    const size = view.getUint32(offset + 4, true);
    const content = bytes.subarray(offset + 8, Math.min(to, offset + 8 + size));
    const end = content.indexOf(0);
    found[text(bytes, offset, 4)] = new TextDecoder().decode(end < 0 ? content : content.subarray(0, end));
    offset += 8 + size + (size % 2);
  }
}

function infoChunk(facts: Record<string, string>): Uint8Array {
  const parts: Uint8Array[] = [];
  for (const [id, value] of Object.entries(facts)) {
    const content = new TextEncoder().encode(`${value}\0`);
    const part = new Uint8Array(8 + content.length + (content.length % 2));
    writeChunkHeader(part, id, content.length);
    part.set(content, 8);
    parts.push(part);
  }
  const size = 4 + parts.reduce((sum, { length }) => sum + length, 0);
  const chunk = new Uint8Array(8 + size);
  writeChunkHeader(chunk, 'LIST', size);
  chunk.set(new TextEncoder().encode('INFO'), 8);
  let offset = 12;
  for (const part of parts) {
    chunk.set(part, offset);
    offset += part.length;
  }
  return chunk;
}

function writeChunkHeader(bytes: Uint8Array, id: string, size: number): void {
  bytes.set(new TextEncoder().encode(id));
  new DataView(bytes.buffer).setUint32(4, size, true);
}

function text(bytes: Uint8Array, offset: number, length: number): string {
  return String.fromCharCode(...bytes.subarray(offset, offset + length));
}
