import { UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import { plainText } from '#shared/plain-text.ts';

/** What is done with encoders or ready-made models. */
export type InstallableAction =
  | { action: 'list' }
  | { action: 'download' | 'remove'; name: string }
  | { action: 'add'; name: string; path: string };

/** Reads the arguments of the command `encoders` or `models`. @throws UserError `usage`. */
export function installableAction(
  command: string,
  [action = 'list', name, path, ...others]: readonly string[],
): InstallableAction {
  if (action === 'list') {
    if (name !== undefined) throw new UserError('usage', `“${command} list” takes no name.`);
    return { action };
  }
  if (action !== 'add' && action !== 'download' && action !== 'remove') {
    throw new UserError(
      'usage',
      `Unknown action “${plainText(action)}”. Use “list”, “add”, “download” or “remove”.`,
    );
  }
  if (name !== undefined && others.length === 0) {
    if (action !== 'add' && path === undefined) return { action, name };
    if (action === 'add' && path !== undefined) return { action, name, path };
  }
  throw new UserError('usage', `Use “${command} ${action} NAME${action === 'add' ? ' FILE|FOLDER' : ''}”.`);
}

/** What was removed, as a sentence. @param what Such as `encoder`. */
export const removedText = (what: string, { freedBytes }: { freedBytes: number }): string =>
  freedBytes === 0 ? `This ${what} is not installed.` : `Removed. ${bytes(freedBytes)} freed.`;
