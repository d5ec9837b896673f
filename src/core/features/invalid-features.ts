import { UserError } from '#shared/failure.ts';

/** The error for feature settings that cannot be used. `reason` is a part of a sentence. */
export function invalidFeatures(name: unknown, reason: string): UserError {
  const which = typeof name === 'string' && name !== '' ? ` “${name}”` : '';
  return new UserError('invalid-recipe', `The feature settings${which} are not valid: ${reason}`);
}
