/** What an acoustic signature holds, and its text in records and in the log. */

/** 12 s, or 4 kB of text. The signature of a longer recording covers its first 12 s of sound. */
export const MAX_SIGNATURE_WORDS = 384;

/** The words of one signature, one every 32 ms; see `acoustic-signature.ts`. */
export interface SignatureContent {
  /** 32 bits of neighbouring bands a semitone wide. */
  words: Uint32Array;
  /** The same for bands half a semitone higher, as many words. Empty in signatures of versions before 0.2. */
  between: Uint32Array;
}

/**
 * Starts a signature with words between the bands. It is no base64, so signatures of versions before 0.2, which are base64 of
 * the words alone, stay readable.
 */
const WITH_BETWEEN = '2:';

/** The text of a signature: base64 of little-endian 32-bit words. Empty if there are no words. */
export function signatureText({ words, between }: SignatureContent): string {
  if (words.length === 0) return '';
  const bytes = Buffer.allocUnsafe((words.length + between.length) * 4);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  for (let i = 0; i < words.length; i++) view.setUint32(i * 4, words[i], true);
  for (let i = 0; i < between.length; i++) view.setUint32((words.length + i) * 4, between[i], true);
  return `${between.length > 0 ? WITH_BETWEEN : ''}${bytes.toString('base64')}`;
}

/** The words of a signature. Empty if the signature is empty or damaged. */
export function readSignature(signature: string): SignatureContent {
  const both = signature.startsWith(WITH_BETWEEN);
  const bytes = Buffer.from(both ? signature.slice(WITH_BETWEEN.length) : signature, 'base64');
  if (bytes.length % (both ? 8 : 4) !== 0) return { words: new Uint32Array(0), between: new Uint32Array(0) };
  const all = new Uint32Array(bytes.length / 4);
  for (let i = 0; i < all.length; i++) all[i] = bytes.readUInt32LE(i * 4);
  const count = both ? all.length / 2 : all.length;
  return { words: all.subarray(0, count), between: all.subarray(count) };
}
