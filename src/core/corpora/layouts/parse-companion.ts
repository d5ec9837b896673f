import path from 'node:path';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import { type CompanionFacts, noFacts } from './companion-tables.ts';
import { LAYOUT_READERS, type PublishedLayout } from './registry.ts';

/** The largest one, of MSP-Podcast, has 10 MB. */
const MAX_BYTES = 64 * 2 ** 20;

/**
 * What a table of a corpus says about its clips. Blocks its thread: the largest tables take a second.
 * @throws UserError `table-missing`, `table-unreadable`, `lfs-pointer`.
 */
export async function parseCompanion(file: string, layout: PublishedLayout): Promise<CompanionFacts> {
  const { companion } = LAYOUT_READERS[layout];
  if (companion === undefined) return noFacts();
  const tooLarge = () => new UserError('table-unreadable', `${file} is larger than 64 MB.`);
  try {
    const bytes = await readRegularFile(file, MAX_BYTES, tooLarge);
    return companion.read(bytes, path.basename(file), path.basename(path.dirname(file)));
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = fileReason(error);
    if (reason === null) throw error;
    const code = reason.code === 'missing' ? 'table-missing' : 'table-unreadable';
    throw new UserError(code, `${file}: ${reason.reason}`, { cause: error });
  }
}
