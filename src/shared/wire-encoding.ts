/** Encodes the messages of wire.ts as MessagePack, which transfers sounds and arrays as bytes. */
import { decode, encode } from '@msgpack/msgpack';
import type { DoorMessage, PageMessage } from './wire.ts';

/** Undefined properties are omitted, as in `JSON.stringify`. */
export function encodeMessage(message: DoorMessage | PageMessage): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true });
}

/**
 * Decodes a message without validation. Byte arrays in it are views of `bytes`.
 * @throws Error if the bytes are not MessagePack or incomplete.
 */
export function decodeMessage(bytes: Uint8Array): unknown {
  return decode(bytes);
}
