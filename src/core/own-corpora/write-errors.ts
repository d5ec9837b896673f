import { withWriteErrors } from '#core/system/write-into.ts';

/** Runs `write`. @throws UserError `disk-full`, `own-corpus-unwritable` if the file system rejects it. */
export function writeCorpus<T>(folder: string, write: () => Promise<T>): Promise<T> {
  const full = `The disk is full: ${folder}. Free some space, then try again. Everything that was saved before is there.`;
  const other = (reason: string) =>
    `Cannot write to ${folder} (${reason}). Make the folder writable and try again.`;
  return withWriteErrors({ code: 'own-corpus-unwritable', full, other }, write);
}
