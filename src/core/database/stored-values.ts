import type { z } from 'zod';
import { UserError } from '#shared/failure.ts';

/**
 * Reads a stored JSON value. `what` names it, at the start of a sentence (`The settings of run X`).
 * @throws UserError `record-damaged` if its bytes are not what a program has stored.
 */
export function readStored<T>(schema: z.ZodType<T>, text: string, what: string): T {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw unreadable(what, error);
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  throw unreadable(what, parsed.error);
}

function unreadable(what: string, cause: unknown): UserError {
  return new UserError('record-damaged', `${what} in the experiment log cannot be read. ${ADVICE}`, {
    cause,
  });
}

/** What to do about a damaged record. */
export const ADVICE =
  'The disk may be faulty. Everything else in the log can be used. Restore a copy of the log, or repeat this work.';

/** Whether an error says that one record is damaged, and not the log. */
export const isDamagedRecord = (error: unknown): boolean =>
  error instanceof UserError && error.code === 'record-damaged';

/** The same for values that can be left out: null if they are damaged. */
export function readIntact<T>(schema: z.ZodType<T>, text: string): T | null {
  try {
    return readStored(schema, text, '');
  } catch (error) {
    if (!isDamagedRecord(error)) throw error;
    return null;
  }
}
