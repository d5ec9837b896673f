import { z } from 'zod';
import type { RequestName } from '#shared/contract.ts';
import type { Failure } from '#shared/failure.ts';
import { MAX_CALL_CHARACTERS } from '#shared/limits.ts';
import { MALFORMED, messageProblem } from '#shared/message-problem.ts';
import type { PageMessage } from '#shared/wire.ts';
import { decodeMessage } from '#shared/wire-encoding.ts';

const call = z.string().min(1).max(MAX_CALL_CHARACTERS);

const pageMessageSchema = z.discriminatedUnion('kind', [
  // The name and the input of a request are checked later; an error is answered to the caller.
  z.object({
    kind: z.literal('invoke'),
    call,
    name: z.custom<RequestName>((name) => typeof name === 'string'),
    input: z.unknown(),
  }),
  z.object({ kind: z.literal('cancel'), call }),
  z.object({
    kind: z.literal('follow'),
    session: z.string().max(200).nullable(),
    after: z.number().int().min(0),
  }),
]) satisfies z.ZodType<PageMessage>;

/** The message of a page, or why it is refused: `too-large` or `malformed-message`. */
export function readPageMessage(bytes: Uint8Array): PageMessage | Failure {
  const problem = messageProblem(bytes);
  if (problem !== null) return problem;
  let message: unknown;
  try {
    message = decodeMessage(bytes);
  } catch {
    // Any decoding error means that the bytes are not a message.
    return MALFORMED;
  }
  return pageMessageSchema.safeParse(message).data ?? MALFORMED;
}
