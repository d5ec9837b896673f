/** The calls of all pages, which outlive the connections that brought them. */
import { bindRequests, type Responder, unknownRequest } from '../shared/bind-requests.ts';
import type { LaboratoryPort } from '../shared/contract.ts';
import type { Answer } from '../shared/wire.ts';
import { encodeMessage } from '../shared/wire-encoding.ts';

/** Where an answer goes: one page's connection. */
export interface AnswerOutlet {
  /** `onSent` is called once the bytes have left this process; never, where the connection ends before. */
  send(message: Uint8Array<ArrayBuffer>, onSent?: () => void): void;
}

/**
 * A call once begun goes on until it ends, whoever closes the page: long work may be left. Its answer is remembered, so
 * that a page whose connection broke asks by the call's name again and gets it; nothing is done twice.
 */
export interface RememberedCalls {
  /** Begins the call, or, where one of that name is known, answers with what became of it. */
  invoke(call: string, name: string, input: unknown, outlet: AnswerOutlet): void;
  /** Ends a call that runs; its answer says `cancelled`. */
  cancel(call: string): void;
  /** The connection is gone: answers wait for the next one. */
  leave(outlet: AnswerOutlet): void;
  /** Forgets what has been kept long enough. */
  sweep(): void;
}

export interface CallLimits {
  /** Calls that run at one time. */
  running: number;
  /** Encoded answers kept that were sent, and that nobody was there to get, in bytes. */
  sentBytes: number;
  unsentBytes: number;
  /** How long an answer is kept that was sent, and one that was not, in milliseconds. */
  sentMs: number;
  unsentMs: number;
}

const LIMITS: CallLimits = {
  running: 1_000,
  sentBytes: 32 * 2 ** 20,
  unsentBytes: 128 * 2 ** 20,
  sentMs: 10 * 60_000,
  unsentMs: 2 * 60 * 60_000,
};
/** Names of calls whose answers are forgotten, kept so that none of them is done again. */
const FORGOTTEN_NAMES = 100_000;

interface Running {
  abort: AbortController;
  outlets: Set<AnswerOutlet>;
}
interface Answered {
  message: Uint8Array<ArrayBuffer>;
  sent: boolean;
  at: number;
}

/** @param now milliseconds of a clock */
export function createRememberedCalls(
  laboratory: Pick<LaboratoryPort, 'invoke'>,
  onDefect: (error: unknown) => void,
  { limits = LIMITS, now = Date.now }: { limits?: CallLimits; now?: () => number } = {},
): RememberedCalls {
  const responders: ReadonlyMap<string, Responder> = bindRequests(laboratory, onDefect);
  const running = new Map<string, Running>();
  /** The oldest first. */
  const answered = new Map<string, Answered>();
  const forgotten = new Set<string>();
  const bytes = { sent: 0, unsent: 0 };

  const forget = (call: string, { message, sent }: Answered) => {
    answered.delete(call);
    bytes[sent ? 'sent' : 'unsent'] -= message.byteLength;
    forgotten.add(call);
    for (const name of forgotten) {
      if (forgotten.size <= FORGOTTEN_NAMES) break;
      forgotten.delete(name);
    }
  };
  const makeRoom = () => {
    for (const [call, answer] of answered) {
      if (bytes.sent <= limits.sentBytes && bytes.unsent <= limits.unsentBytes) return;
      const over = answer.sent ? bytes.sent > limits.sentBytes : bytes.unsent > limits.unsentBytes;
      if (over) forget(call, answer);
    }
  };
  const deliver = (call: string, answer: Answered, outlet: AnswerOutlet) => {
    outlet.send(answer.message, () => {
      if (answer.sent || answered.get(call) !== answer) return;
      answer.sent = true;
      bytes.unsent -= answer.message.byteLength;
      bytes.sent += answer.message.byteLength;
      makeRoom();
    });
  };

  const settle = (call: string, answer: Answer, outlets: Iterable<AnswerOutlet>) => {
    const kept: Answered = { message: encodeAnswer(call, answer, onDefect), sent: false, at: now() };
    running.delete(call);
    answered.set(call, kept);
    bytes.unsent += kept.message.byteLength;
    for (const outlet of outlets) deliver(call, kept, outlet);
    makeRoom();
  };

  return {
    invoke: (call, name, input, outlet) => {
      const known = running.get(call);
      const kept = answered.get(call);
      const respond = responders.get(name);
      if (known) known.outlets.add(outlet);
      else if (kept) deliver(call, kept, outlet);
      else if (forgotten.has(call)) outlet.send(encodeMessage({ kind: 'answer', call, answer: FORGOTTEN }));
      else if (respond === undefined) settle(call, unknownRequest(name), [outlet]);
      else if (running.size >= limits.running) settle(call, TOO_MANY, [outlet]);
      else {
        const begun: Running = { abort: new AbortController(), outlets: new Set([outlet]) };
        running.set(call, begun);
        void respond(input, { call, signal: begun.abort.signal }).then((answer) =>
          settle(call, answer, begun.outlets),
        );
      }
    },
    cancel: (call) => running.get(call)?.abort.abort(),
    leave: (outlet) => {
      for (const { outlets } of running.values()) outlets.delete(outlet);
    },
    sweep: () => {
      for (const [call, answer] of answered) {
        if (now() - answer.at > (answer.sent ? limits.sentMs : limits.unsentMs)) forget(call, answer);
      }
    },
  };
}

const FORGOTTEN: Answer = {
  ok: false,
  failure: {
    code: 'answer-forgotten',
    message: 'This was done, but its result is no longer known. Load the page again to see what it led to.',
  },
};
const TOO_MANY: Answer = {
  ok: false,
  failure: {
    code: 'too-many-calls',
    message: 'Too much is asked at one time. Wait a moment, and try again.',
  },
};

function encodeAnswer(
  call: string,
  answer: Answer,
  onDefect: (error: unknown) => void,
): Uint8Array<ArrayBuffer> {
  try {
    return encodeMessage({ kind: 'answer', call, answer });
  } catch (error) {
    onDefect(error);
    const failure = { code: 'internal', message: 'The answer cannot be sent to a page.' };
    return encodeMessage({ kind: 'answer', call, answer: { ok: false, failure } });
  }
}
