import type { RequestName } from '#shared/contract.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { isIdempotent, isQuery } from '#shared/idempotent.ts';
import { messageProblem } from '#shared/message-problem.ts';
import type { Answer } from '#shared/wire.ts';
import { encodeMessage } from '#shared/wire-encoding.ts';
import { createCallSlots } from './call-slots.ts';

/** The page's calls that have no answer yet. */
export interface PendingCalls {
  /** Sends a call: now, after others have been answered, or after the next reconnection. */
  ask(name: RequestName, input: unknown, call: string, signal: AbortSignal | undefined): Promise<unknown>;
  /** Ends a call with the server's answer. */
  settle(call: string, answer: Answer): void;
  /**
   * Resends calls after a reconnection. To the same laboratory every call is resent with its id, and the server does not
   * repeat calls that it knows. A new laboratory does not know the earlier calls: only idempotent ones are resent.
   */
  resume(sameLaboratory: boolean): void;
}

interface Pending {
  name: RequestName;
  input: unknown;
  message: Uint8Array<ArrayBuffer>;
  sent: boolean;
  resolve(value: unknown): void;
  reject(reason: unknown): void;
}

const connectionLost = () =>
  new UserError(
    'connection-lost',
    'The connection was lost before the laboratory answered. Check whether the change was made before you try again.',
  );
const notConnected = () =>
  new UserError('not-connected', 'The laboratory does not answer. Try again when the page is connected.');

/**
 * @param send returns false if there is no connection
 * @param isLost whether the connection has been lost for longer than a moment: commands then fail at once, because a
 * user does not expect a change to happen minutes later
 */
export function createPendingCalls(
  send: (message: Uint8Array<ArrayBuffer>) => boolean,
  isLost: () => boolean,
): PendingCalls {
  const slots = createCallSlots();
  const pending = new Map<string, Pending>();
  /** Ids of calls that were cancelled while there was no connection. */
  let cancelled: string[] = [];

  const start = (call: string, asked: Omit<Pending, 'message' | 'sent'>) => {
    const { name, input } = asked;
    const message = encodeMessage({ kind: 'invoke', call, name, input });
    const problem = messageProblem(message);
    if (problem !== null) throw new UserError(problem.code, problem.message);
    pending.set(call, { ...asked, message, sent: send(message) });
  };
  const take = (call: string) => {
    const asked = pending.get(call);
    pending.delete(call);
    return asked;
  };

  const askNow = async (name: RequestName, input: unknown, call: string, signal: AbortSignal | undefined) => {
    const { promise, resolve, reject } = Promise.withResolvers<unknown>();
    start(call, { name, input, resolve, reject });
    const cancel = () => {
      const asked = pending.get(call);
      if (asked === undefined || send(encodeMessage({ kind: 'cancel', call }))) return;
      // The laboratory cannot be reached now, so the call ends here and is cancelled there after the reconnection.
      pending.delete(call);
      if (asked.sent) cancelled.push(call);
      reject(new UserError('cancelled', 'Cancelled.'));
    };
    signal?.addEventListener('abort', cancel);
    try {
      return await promise;
    } finally {
      signal?.removeEventListener('abort', cancel);
    }
  };

  return {
    ask: async (name, input, call, signal) => {
      const refuseIfLost = () => {
        if (isLost() && !isQuery(name)) throw notConnected();
      };
      refuseIfLost();
      return slots.take(signal, () => {
        throwIfCancelled(signal);
        refuseIfLost();
        return askNow(name, input, call, signal);
      });
    },
    settle: (call, answer) => {
      const asked = take(call);
      if (asked === undefined) return;
      if (answer.ok) asked.resolve(answer.value);
      else if (answer.failure.code === 'answer-forgotten' && isIdempotent(asked.name)) {
        start(crypto.randomUUID(), asked);
      } else asked.reject(new UserError(answer.failure.code, answer.failure.message));
    },
    resume: (sameLaboratory) => {
      for (const call of sameLaboratory ? cancelled : []) send(encodeMessage({ kind: 'cancel', call }));
      cancelled = [];
      for (const [call, asked] of pending) {
        if (sameLaboratory || !asked.sent || isIdempotent(asked.name)) asked.sent = send(asked.message);
        else take(call)?.reject(connectionLost());
      }
    },
  };
}
