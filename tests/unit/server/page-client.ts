/** A browser and its page, as far as the served door notices them. */
import type { WebSocket } from 'ws';
import type { Answer, DoorMessage, NumberedEvent } from '#shared/wire.ts';
import { decodeMessage, encodeMessage } from '#shared/wire-encoding.ts';

export interface Response {
  status: number;
  headers: Record<string, string | string[] | undefined>;
  body: string;
}

/** What a browser has after it has opened a link. */
export interface Entry {
  /** `NAME=VALUE` */
  cookie: string;
  /** The page key. */
  key: string;
}

/** What a browser takes from the answer to a link. */
export function entryOf({ headers, body }: Pick<Response, 'headers' | 'body'>): Entry {
  return {
    cookie: String(headers['set-cookie']).split(';')[0],
    key: /data-key="([\w-]+)"/.exec(body)?.[1] ?? '',
  };
}

export interface Page {
  socket: WebSocket;
  messages: DoorMessage[];
  send(message: unknown): void;
  /** The first message, now or later, for which `pick` returns a value. */
  waitFor<T>(pick: (message: DoorMessage) => T | undefined): Promise<T>;
  answer(call: string): Promise<Answer>;
  hello(): Promise<{ session: string; last: number }>;
  /** All events so far, in order. */
  events(): NumberedEvent[];
  /** Waits for the event with this number. */
  received(number: number): Promise<void>;
  closed: Promise<number>;
}

/** The messages that a test sends and receives as a page. */
export function createPage(socket: WebSocket): Page {
  const messages: DoorMessage[] = [];
  const listeners = new Set<() => void>();
  socket.on('message', (data: Buffer) => {
    messages.push(decodeMessage(new Uint8Array(data)) as DoorMessage);
    for (const listener of listeners) listener();
  });
  const waitFor = <T>(pick: (message: DoorMessage) => T | undefined): Promise<T> =>
    new Promise((resolve) => {
      const check = () => {
        for (const message of messages) {
          const found = pick(message);
          if (found === undefined) continue;
          listeners.delete(check);
          resolve(found);
          return;
        }
      };
      listeners.add(check);
      check();
    });
  const events = () => messages.flatMap((message) => (message.kind === 'events' ? message.events : []));
  return {
    socket,
    messages,
    waitFor,
    events,
    send: (message) => socket.send(encodeMessage(message as never)),
    answer: (call) =>
      waitFor((message) => (message.kind === 'answer' && message.call === call ? message.answer : undefined)),
    hello: () => waitFor((message) => (message.kind === 'hello' ? message : undefined)),
    received: (number) =>
      waitFor((message) =>
        message.kind === 'events' && message.events.some((event) => event.number === number)
          ? true
          : undefined,
      ).then(() => undefined),
    closed: new Promise((resolve) => socket.on('close', resolve)),
  };
}
