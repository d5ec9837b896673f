/** One page's WebSocket. */
import type { RawData, WebSocket } from 'ws';
import type { DoorMessage } from '../shared/wire.ts';
import { encodeMessage } from '../shared/wire-encoding.ts';
import type { EventFeed } from './event-feed.ts';
import { readPageMessage } from './page-messages.ts';
import type { AnswerOutlet, RememberedCalls } from './remembered-calls.ts';

/** What every connection serves from. */
export interface Session {
  /** Of this server's life; another one means that numbers and calls begin anew. */
  name: string;
  feed: EventFeed;
  calls: RememberedCalls;
}

export interface ConnectionLimits {
  /** With more than this waiting to be sent, in bytes, no events are added: they wait in the feed, which forgets. */
  eventBytes: number;
  /** With more than this waiting, the page is not reading: the connection ends, and it may come back. */
  waitingBytes: number;
  /** How often a sign of life is sent, and looked for, in milliseconds. */
  beatMs: number;
}

const LIMITS: ConnectionLimits = { eventBytes: 2 ** 20, waitingBytes: 256 * 2 ** 20, beatMs: 10_000 };
/** Beats: one that comes so late says that this process was held up, and nothing of the page. */
const LATE = 1.5;
/** Of the WebSocket's close codes: what the page said is no message. */
const UNINTELLIGIBLE = 1007;
const NO_EVENTS: DoorMessage = { kind: 'events', events: [], missed: false };

/**
 * Serves a page over its socket until that closes. A page that does not read slows down nobody else: its events wait in
 * the feed, its answers among the remembered calls.
 * @param sentBytes how many bytes have left this process through the socket so far
 */
export function servePage(
  socket: WebSocket,
  { name, feed, calls }: Session,
  sentBytes: () => number,
  limits = LIMITS,
): void {
  /** The number of the last event sent; null until the page asks for any. */
  let position: number | null = null;
  let missed = false;

  const send = (message: Uint8Array<ArrayBuffer>, onSent: () => void = () => undefined) => {
    if (socket.readyState !== socket.OPEN) return;
    if (socket.bufferedAmount > limits.waitingBytes) {
      socket.terminate();
      return;
    }
    socket.send(message, (error) => {
      if (error) return;
      onSent();
      tell();
    });
  };
  const tell = () => {
    while (position !== null && (missed || position < feed.last)) {
      if (socket.readyState !== socket.OPEN || socket.bufferedAmount > limits.eventBytes) return;
      const stretch = feed.after(position);
      const message: DoorMessage = {
        kind: 'events',
        events: stretch.events,
        missed: missed || stretch.missed,
      };
      missed = false;
      position = stretch.events.at(-1)?.number ?? feed.last;
      send(encodeMessage(message));
    }
  };
  const outlet: AnswerOutlet = { send };

  const hear = (data: RawData) => {
    const message = readPageMessage(asBytes(data));
    if (message === null) socket.close(UNINTELLIGIBLE, 'That was no message.');
    else if (message.kind === 'invoke') calls.invoke(message.call, message.name, message.input, outlet);
    else if (message.kind === 'cancel') calls.cancel(message.call);
    else {
      // Of another laboratory's life nothing is known here; nor can more have been heard than was told.
      const known = message.session === name && message.after <= feed.last;
      position = known ? message.after : feed.last;
      missed = !known && message.session !== null;
      tell();
    }
  };

  // A tunnel that is gone says nothing, and a page that hangs reads nothing.
  let alive = true;
  let sentBefore = -1;
  let beatAt = performance.now();
  const beat = setInterval(() => {
    const now = performance.now();
    const late = now - beatAt > LATE * limits.beatMs;
    beatAt = now;
    // What came while this process was held up has not been read yet.
    if (late) return;
    const waiting = socket.bufferedAmount > 0;
    const sent = sentBytes();
    if (waiting ? sent === sentBefore : !alive) {
      socket.terminate();
      return;
    }
    sentBefore = sent;
    if (waiting) return;
    alive = false;
    socket.ping();
    // A page cannot see a ping; by this it knows that the way is open.
    send(encodeMessage(NO_EVENTS));
  }, limits.beatMs);

  const endFeed = feed.onNew(tell);
  socket.on('pong', () => {
    alive = true;
  });
  socket.on('message', (data) => {
    alive = true;
    hear(data);
  });
  // It closes after an error; an oversized message is one.
  socket.on('error', () => socket.terminate());
  socket.on('close', () => {
    clearInterval(beat);
    endFeed();
    calls.leave(outlet);
  });
  send(encodeMessage({ kind: 'hello', session: name, last: feed.last }));
}

/** As plain bytes, so that what an input holds is the same type behind every door. */
function asBytes(data: RawData): Uint8Array {
  if (data instanceof ArrayBuffer) return new Uint8Array(data);
  const { buffer, byteOffset, byteLength } = Array.isArray(data) ? Buffer.concat(data) : data;
  return new Uint8Array(buffer, byteOffset, byteLength);
}
