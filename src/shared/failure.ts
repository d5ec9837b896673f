import { z } from 'zod';

/** An error for the user, as data that can be sent to other processes. */
export const failureSchema = z.object({
  /** Stable, in kebab-case. Programs may depend on it. */
  code: z.string(),
  /** One or two sentences: what happened and what to do. */
  message: z.string(),
});

export type Failure = z.infer<typeof failureSchema>;

/** Problems of an invalid input that its message has, and their characters. */
const MAX_SHOWN_ISSUES = 20;
const MAX_ISSUES_CHARACTERS = 4_000;

/** An error that the user can fix. Any other thrown error is a bug. */
export class UserError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
  }
}

/** The failure to show for any caught error. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UserError) return { code: error.code, message: error.message };
  if (error instanceof z.ZodError) return { code: 'invalid-input', message: issuesText(error) };
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'Cancelled.' };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The first problems of an input. A list of thousands of wrong values would have as many. */
function issuesText({ issues }: z.ZodError): string {
  const text = z.prettifyError(new z.ZodError(issues.slice(0, MAX_SHOWN_ISSUES)));
  const shown = text.length <= MAX_ISSUES_CHARACTERS ? text : `${text.slice(0, MAX_ISSUES_CHARACTERS)} …`;
  const more = issues.length - MAX_SHOWN_ISSUES;
  return more > 0 ? `${shown}\n… and ${more} more` : shown;
}

/** @throws UserError `cancelled` if `signal` is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
}
