import type { RequestName } from '../../shared/contract.ts';
import { UserError } from '../../shared/failure.ts';
import type { Answer } from '../../shared/wire.ts';
import { encodeMessage, MAX_PAGE_MESSAGE_BYTES } from '../../shared/wire-encoding.ts';
import { isRepeatable } from './repeatable.ts';

/** A page's calls that have no answer yet. */
export interface PendingCalls {
  /** Sends a call, now or when there is a way again. */
  ask(name: RequestName, input: unknown, call: string, signal: AbortSignal | undefined): Promise<unknown>;
  /** The door's answer to a call. */
  settle(call: string, answer: Answer): void;
  /**
   * There is a way to the door again. Where the same laboratory answers, every call is sent again by its old name: what
   * the door knows already it does not do twice. Another one does not know what became of the calls of before.
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
    'The laboratory did not answer before the connection broke. Look whether it was done before you try again.',
  );
const notConnected = () =>
  new UserError('not-connected', 'The laboratory does not answer. Try again when the page is connected.');

/**
 * @param send gives false where there is no way to the door
 * @param isLost whether the way has been gone for longer than a moment: what changes something then fails at once, for
 * nobody expects it to happen minutes later
 */
export function createPendingCalls(
  send: (message: Uint8Array<ArrayBuffer>) => boolean,
  isLost: () => boolean,
): PendingCalls {
  const pending = new Map<string, Pending>();
  /** Cancelled while there was no way. */
  let cancelled: string[] = [];

  const begin = (call: string, asked: Omit<Pending, 'message' | 'sent'>) => {
    const { name, input } = asked;
    const message = encodeMessage({ kind: 'invoke', call, name, input });
    if (message.byteLength > MAX_PAGE_MESSAGE_BYTES) {
      const megabytes = Math.floor(MAX_PAGE_MESSAGE_BYTES / 2 ** 20);
      throw new UserError(
        'too-large',
        `That is more than ${megabytes} MB, too much to send through a page. Give the laboratory its path instead.`,
      );
    }
    pending.set(call, { ...asked, message, sent: send(message) });
  };
  const take = (call: string) => {
    const asked = pending.get(call);
    pending.delete(call);
    return asked;
  };

  return {
    ask: async (name, input, call, signal) => {
      if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
      if (isLost() && !isRepeatable(name)) throw notConnected();
      const { promise, resolve, reject } = Promise.withResolvers<unknown>();
      begin(call, { name, input, resolve, reject });
      const cancel = () => {
        const asked = pending.get(call);
        if (asked === undefined || send(encodeMessage({ kind: 'cancel', call }))) return;
        // Nobody can tell the laboratory now, and nobody waits for its word.
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
    },
    settle: (call, answer) => {
      const asked = take(call);
      if (asked === undefined) return;
      if (answer.ok) asked.resolve(answer.value);
      else if (answer.failure.code === 'answer-forgotten' && isRepeatable(asked.name)) {
        begin(crypto.randomUUID(), asked);
      } else asked.reject(new UserError(answer.failure.code, answer.failure.message));
    },
    resume: (sameLaboratory) => {
      for (const call of sameLaboratory ? cancelled : []) send(encodeMessage({ kind: 'cancel', call }));
      cancelled = [];
      for (const [call, asked] of pending) {
        if (sameLaboratory || !asked.sent || isRepeatable(asked.name)) asked.sent = send(asked.message);
        else take(call)?.reject(connectionLost());
      }
    },
  };
}
