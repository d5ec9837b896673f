import type { PageLaboratory } from '#renderer/client/port.ts';

/** 640 kB at 16 kHz: the page takes about a frame to receive them. */
const PART_SECONDS = 20;
/** A WAV file of the laboratory has a header of this size. */
const HEADER_BYTES = 44;

/** The bytes of a whole sound as the browser holds them for an element: copying a long one again would stop the page. */
const blobs = new WeakMap<Uint8Array, Blob>();

/** A sound's bytes for an audio element. */
export const wavBlob = (wav: Uint8Array<ArrayBuffer>): Blob =>
  blobs.get(wav) ?? new Blob([wav], { type: 'audio/wav' });

/** Reads a sound file in parts, so that a long one does not stop the page, and joins them to one WAV file. */
export async function loadWav(
  laboratory: PageLaboratory,
  path: string,
  signal: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const read = (start: number) => {
    const range = { startSeconds: start, endSeconds: start + PART_SECONDS };
    return laboratory.invoke('sounds.read', { path, range }, { signal });
  };
  const first = await read(0);
  if (first.durationSeconds <= PART_SECONDS) return first.wav;
  const joiner = createJoiner(first.wav, first.durationSeconds);
  for (let start = PART_SECONDS; start < first.durationSeconds; start += PART_SECONDS)
    joiner.add((await read(start)).wav);
  return joiner.finish();
}

/** Joins WAV files of one format; each is copied when it is added. */
export function createJoiner(first: Uint8Array<ArrayBuffer>, durationSeconds: number) {
  const header = new DataView(first.buffer, first.byteOffset, HEADER_BYTES);
  const [rate, blockBytes] = [header.getUint32(24, true), header.getUint16(32, true)];
  const wav = new Uint8Array(HEADER_BYTES + blockBytes * Math.round(durationSeconds * rate));
  const view = new DataView(wav.buffer);
  wav.set(first.subarray(0, HEADER_BYTES));
  view.setUint32(4, wav.length - 8, true);
  view.setUint32(HEADER_BYTES - 4, wav.length - HEADER_BYTES, true);
  const samples: Blob[] = [];
  let at = HEADER_BYTES;
  const add = (part: Uint8Array<ArrayBuffer>) => {
    const bytes = part.subarray(HEADER_BYTES, HEADER_BYTES + wav.length - at);
    wav.set(bytes, at);
    samples.push(new Blob([bytes]));
    at += bytes.length;
  };
  add(first);
  return {
    add,
    finish() {
      blobs.set(wav, new Blob([wav.subarray(0, HEADER_BYTES), ...samples], { type: 'audio/wav' }));
      return wav;
    },
  };
}
