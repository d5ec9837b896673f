import { z } from 'zod';
import type { RequestName } from '../shared/contract.ts';
import type { PageMessage } from '../shared/wire.ts';
import { decodeMessage } from '../shared/wire-encoding.ts';

const call = z.string().min(1).max(200);

const pageMessageSchema = z.discriminatedUnion('kind', [
  // Whether there is such a request, and whether its input is one, is answered to the caller alone.
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

/** What a page said; null where it is no message of the contract's wire. */
export function readPageMessage(bytes: Uint8Array): PageMessage | null {
  let message: unknown;
  try {
    message = decodeMessage(bytes);
  } catch {
    // Whatever a decoder says of bytes that came from outside, they are no message.
    return null;
  }
  return pageMessageSchema.safeParse(message).data ?? null;
}
