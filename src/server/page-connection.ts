/** The WebSocket of a page. */
import type { Socket } from 'node:net';
import type { RawData, WebSocket } from 'ws';
import type { DoorMessage } from '#shared/wire.ts';
import { encodeMessage } from '#shared/wire-encoding.ts';
import type { AnswerOutlet, CallCache } from './call-cache.ts';
import type { EventFeed } from './event-feed.ts';
import { readPageMessage } from './page-messages.ts';
import type { Receiving } from './receiving.ts';

/** Shared by all connections. */
export interface Session {
  /** The name of this server process. With another name, event numbers and calls start again. */
  name: string;
  feed: EventFeed;
  calls: CallCache;
  receiving: Receiving;
  /** The number of bytes that wait for all pages. */
  bufferedBytes(): number;
}

export interface ConnectionLimits {
  /** If more bytes than this are buffered, events stay in the feed, which deletes old ones. */
  eventBytes: number;
  /** If more bytes than this are buffered, the page does not read. The connection is closed, and the page may reconnect. */
  bufferedBytes: number;
  /** If more bytes than this are buffered for all pages, pages that read too slowly for their events are closed. */
  allBufferedBytes: number;
  /** Interval of the heartbeat in milliseconds. */
  heartbeatMs: number;
}

const LIMITS: ConnectionLimits = {
  eventBytes: 2 ** 20,
  bufferedBytes: 256 * 2 ** 20,
  allBufferedBytes: 512 * 2 ** 20,
  heartbeatMs: 10_000,
};
/** A heartbeat later than this many intervals means that this process was blocked. It does not mean that the page is closed. */
const LATE_INTERVALS = 1.5;
/** WebSocket close codes for a message that cannot be read, and for one that is too large. */
const INVALID_MESSAGE = 1007;
const TOO_LARGE = 1009;
/** Characters of the reason of a close, which may have 123 bytes. */
const MAX_REASON_CHARACTERS = 120;
const NO_EVENTS: DoorMessage = { kind: 'events', events: [], missed: false };

/**
 * Serves a page over its socket until the socket closes. A page that does not read does not slow down other pages: its
 * events stay in the feed and its answers in the call cache.
 * @param stream the connection below the socket
 */
export function servePage(
  socket: WebSocket,
  stream: Socket,
  { name, feed, calls, receiving, bufferedBytes }: Session,
  given: Partial<ConnectionLimits> = {},
): void {
  const limits = { ...LIMITS, ...given };
  /** The number of the last sent event; null until the page requests events. */
  let position: number | null = null;
  let missed = false;

  const send = (message: Uint8Array<ArrayBuffer>, onSent: () => void = () => undefined) => {
    if (socket.readyState !== socket.OPEN) return;
    const isSlow = socket.bufferedAmount > limits.eventBytes;
    if (
      socket.bufferedAmount > limits.bufferedBytes ||
      (isSlow && bufferedBytes() > limits.allBufferedBytes)
    ) {
      socket.terminate();
      return;
    }
    socket.send(message, (error) => {
      if (error) return;
      onSent();
      sendEvents();
    });
  };
  const sendEvents = () => {
    while (position !== null && (missed || position < feed.last)) {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount > limits.eventBytes) return;
      const range = feed.after(position);
      const message: DoorMessage = {
        kind: 'events',
        events: range.events,
        missed: missed || range.missed,
      };
      missed = false;
      position = range.events.at(-1)?.number ?? feed.last;
      send(encodeMessage(message));
    }
  };
  const outlet: AnswerOutlet = { send };

  const onMessage = (data: RawData) => {
    const bytes = asBytes(data);
    const message = readPageMessage(bytes);
    if ('code' in message) {
      // A page checks its messages before it sends them, so this is not one of our pages, or a defect.
      const code = message.code === 'too-large' ? TOO_LARGE : INVALID_MESSAGE;
      socket.close(code, message.message.slice(0, MAX_REASON_CHARACTERS));
    } else if (message.kind === 'invoke') {
      calls.invoke(message.call, message.name, message.input, outlet, bytes.byteLength);
    } else if (message.kind === 'cancel') calls.cancel(message.call);
    else {
      // The numbers of another session are not valid here, nor are numbers that were not sent yet.
      const known = message.session === name && message.after <= feed.last;
      position = known ? message.after : feed.last;
      missed = !known && message.session !== null;
      sendEvents();
    }
  };

  // A broken tunnel does not close the socket, and a page that hangs does not read. The heartbeat detects both.
  let alive = true;
  let sentBefore = -1;
  let lastBeatAt = performance.now();
  const heartbeat = setInterval(() => {
    const now = performance.now();
    const late = now - lastBeatAt > LATE_INTERVALS * limits.heartbeatMs;
    lastBeatAt = now;
    // Messages that arrived while this process was blocked are not read yet.
    if (late) return;
    const isSending = socket.bufferedAmount > 0;
    const sent = stream.bytesWritten - stream.writableLength;
    if (isSending ? sent === sentBefore : !alive) {
      socket.terminate();
      return;
    }
    sentBefore = sent;
    if (isSending) return;
    alive = false;
    socket.ping();
    // A page cannot see a ping, so it also gets an empty message.
    send(encodeMessage(NO_EVENTS));
  }, limits.heartbeatMs);

  const endFeed = feed.onNew(sendEvents);
  socket.on('pong', () => {
    alive = true;
  });
  const page = { terminate: () => socket.terminate() };
  // Before the listener of the socket, which emits `message` at the end of one.
  stream.prependListener('data', (bytes: Buffer) => receiving.add(page, bytes.byteLength));
  socket.on('message', (data) => {
    receiving.clear(page);
    // After a message that was refused, the page may still send others.
    if (socket.readyState === socket.OPEN) onMessage(data);
  });
  // Closes the socket after an error, such as a message that is too large.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(heartbeat);
    endFeed();
    receiving.clear(page);
    calls.leave(outlet);
  });
  send(encodeMessage({ kind: 'hello', session: name, last: feed.last }));
}

/** Converts to `Uint8Array`, so that inputs have the same type behind every door. */
function asBytes(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const { buffer, byteOffset, byteLength } = Array.isArray(data) ? Buffer.concat(data) : data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
