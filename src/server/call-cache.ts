/** The calls of all pages. They continue when a connection closes. */
import { bindRequests, type Responder, unknownRequest } from '#shared/bind-requests.ts';
import { TOO_MANY_CALLS, TOO_MUCH_INPUT } from '#shared/call-failures.ts';
import type { LaboratoryPort } from '#shared/contract.ts';
import type { Failure } from '#shared/failure.ts';
import { MAX_CALLS, MAX_CALLS_PER_PAGE, MAX_RECEIVED_BYTES } from '#shared/limits.ts';
import type { Answer } from '#shared/wire.ts';
import { encodeMessage } from '#shared/wire-encoding.ts';

/** The receiver of an answer: the connection of a page. */
export interface AnswerOutlet {
  /** `onSent` is called when the bytes have left this process; never if the connection ends before. */
  send(message: Uint8Array<ArrayBuffer>, onSent?: () => void): void;
}

/**
 * A started call continues until it ends, also when the page is closed. Its answer is stored, so that a page whose
 * connection broke gets it by the name of the call. No call is executed twice.
 */
export interface CallCache {
  /**
   * Starts the call. A call with a known name is answered with the result of the first one. A call above the limits is
   * not started, and its name may be used again. `inputBytes`: of the message with the input.
   */
  invoke(call: string, name: string, input: unknown, outlet: AnswerOutlet, inputBytes: number): void;
  /** Cancels a running call. Its answer is the error `cancelled`. */
  cancel(call: string): void;
  /** The connection has closed. Its answers are stored for the next one. */
  leave(outlet: AnswerOutlet): void;
  /** Deletes expired answers. */
  sweep(): void;
}

export interface CallLimits {
  /** Maximum number of running calls, of all pages and of one. */
  running: number;
  runningPerPage: number;
  /** Maximum size of the inputs of the running calls, in bytes. */
  inputBytes: number;
  /** Maximum size of the stored answers that were sent, and of those that were not, in bytes. */
  sentBytes: number;
  unsentBytes: number;
  /** How long sent and unsent answers are stored, in milliseconds. */
  sentMs: number;
  unsentMs: number;
}

const LIMITS: CallLimits = {
  running: MAX_CALLS,
  runningPerPage: MAX_CALLS_PER_PAGE,
  inputBytes: MAX_RECEIVED_BYTES,
  sentBytes: 32 * 2 ** 20,
  unsentBytes: 128 * 2 ** 20,
  sentMs: 10 * 60_000,
  unsentMs: 2 * 60 * 60_000,
};
/** Maximum number of stored names of calls without a stored answer. They prevent that a call is executed again. */
const MAX_FORGOTTEN_NAMES = 100_000;

interface Running {
  abort: AbortController;
  outlets: Set<AnswerOutlet>;
  inputBytes: number;
}
interface Answered {
  message: Uint8Array<ArrayBuffer>;
  sent: boolean;
  at: number;
}

/** @param now the time in milliseconds */
export function createCallCache(
  laboratory: Pick<LaboratoryPort, 'invoke'>,
  onDefect: (error: unknown) => void,
  { limits = LIMITS, now = Date.now }: { limits?: CallLimits; now?: () => number } = {},
): CallCache {
  const responders: ReadonlyMap<string, Responder> = bindRequests(laboratory, onDefect);
  const running = new Map<string, Running>();
  /** Oldest first. */
  const answered = new Map<string, Answered>();
  const forgotten = new Set<string>();
  const bytes = { sent: 0, unsent: 0 };

  const forget = (call: string, { message, sent }: Answered) => {
    answered.delete(call);
    bytes[sent ? 'sent' : 'unsent'] -= message.byteLength;
    forgotten.add(call);
    for (const name of forgotten) {
      if (forgotten.size <= MAX_FORGOTTEN_NAMES) break;
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
    const stored: Answered = { message: encodeAnswer(call, answer, onDefect), sent: false, at: now() };
    answered.set(call, stored);
    bytes.unsent += stored.message.byteLength;
    for (const outlet of outlets) deliver(call, stored, outlet);
    makeRoom();
  };

  /** Why no call of this size can be started for this page; null if it can. */
  const refusal = (outlet: AnswerOutlet, inputBytes: number): Failure | null => {
    const all = [...running.values()];
    const own = all.filter(({ outlets }) => outlets.has(outlet));
    if (all.length >= limits.running || own.length >= limits.runningPerPage) return TOO_MANY_CALLS;
    const bytes = all.reduce((sum, one) => sum + one.inputBytes, inputBytes);
    return bytes > limits.inputBytes ? TOO_MUCH_INPUT : null;
  };
  const start = (
    call: string,
    respond: Responder,
    input: unknown,
    outlet: AnswerOutlet,
    inputBytes: number,
  ) => {
    const started: Running = { abort: new AbortController(), outlets: new Set([outlet]), inputBytes };
    running.set(call, started);
    void respond(input, { call, signal: started.abort.signal }).then((answer) => {
      running.delete(call);
      settle(call, answer, started.outlets);
    });
  };

  return {
    invoke: (call, name, input, outlet, inputBytes) => {
      const answer = (answer: Answer) => outlet.send(encodeMessage({ kind: 'answer', call, answer }));
      const known = running.get(call);
      const stored = answered.get(call);
      const respond = responders.get(name);
      if (known) known.outlets.add(outlet);
      else if (stored) deliver(call, stored, outlet);
      else if (forgotten.has(call)) answer(FORGOTTEN);
      else if (respond === undefined) settle(call, unknownRequest(name), [outlet]);
      else {
        const refused = refusal(outlet, inputBytes);
        if (refused === null) start(call, respond, input, outlet, inputBytes);
        else answer({ ok: false, failure: refused });
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
    message: 'This was done, but its result is no longer stored. Reload the page to see the current state.',
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
    const failure = { code: 'internal', message: 'The answer could not be sent to the page.' };
    return encodeMessage({ kind: 'answer', call, answer: { ok: false, failure } });
  }
}
