import { z } from 'zod';

/** What can go wrong by the user's hand or the world's, as data that crosses every wall. */
export const failureSchema = z.object({
  /** Stable, kebab-case: programs may branch on it. */
  code: z.string(),
  /** One or two sentences: what happened and what to do. */
  message: z.string(),
});

export type Failure = z.infer<typeof failureSchema>;

/** Thrown inside a process for a mistake that the user can mend; anything else thrown is a defect of ours. */
export class UserError extends Error {
  readonly code: string;

  constructor(code: string, message: string, options?: ErrorOptions) {
    super(message, options);
    this.name = 'UserError';
    this.code = code;
  }
}

/** The failure to show for anything caught. */
export function toFailure(error: unknown): Failure {
  if (error instanceof UserError) return { code: error.code, message: error.message };
  if (error instanceof z.ZodError) return { code: 'invalid-input', message: z.prettifyError(error) };
  if (error instanceof Error && error.name === 'AbortError')
    return { code: 'cancelled', message: 'Cancelled.' };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** Throws {@link UserError} (code `cancelled`) once `signal` is aborted. */
export function throwIfCancelled(signal: AbortSignal | undefined): void {
  if (signal?.aborted) throw new UserError('cancelled', 'Cancelled.');
}
