/** How the messages of wire.ts become bytes: MessagePack, so that sounds and pictures travel as bytes. */
import { decode, encode } from '@msgpack/msgpack';
import type { DoorMessage, PageMessage } from './wire.ts';

/** Above this many bytes a page's message is refused: four hours of speech at 16 kHz would be larger. */
export const MAX_PAGE_MESSAGE_BYTES = 64 * 2 ** 20;

/** A property that is undefined is left out, as `JSON.stringify` does: optional stays optional. */
export function encodeMessage(message: DoorMessage | PageMessage): Uint8Array<ArrayBuffer> {
  return encode(message, { ignoreUndefined: true });
}

/**
 * Gives what the bytes say, unchecked. Byte arrays in it are views of `bytes`.
 * @throws Error where they are no MessagePack, or end too soon.
 */
export function decodeMessage(bytes: Uint8Array): unknown {
  return decode(bytes);
}
