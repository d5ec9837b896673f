import { stat } from 'node:fs/promises';
import { relative, sep } from 'node:path';
import { PassThrough, type Readable } from 'node:stream';
import { ZipFile } from 'yazl';
import { openRegularFile } from '#core/system/open-regular-file.ts';
import { throwIfCancelled, UserError } from '#shared/failure.ts';
import { bytes } from '#shared/format.ts';
import { MAX_ANSWERED_ARCHIVE_BYTES } from '#shared/limits.ts';
import type { CorpusSheet } from '#shared/own-corpora.ts';
import type { CorpusPaths } from './corpus-paths.ts';
import { recordedTakes } from './corpus-state.ts';

/**
 * A corpus as a zip file for others: clips and tables. The sheet and the consents stay, because they name persons.
 * @throws UserError `corpus-too-large` for content that a page could not hold in memory, `cancelled`.
 */
export async function archiveCorpus(
  paths: CorpusPaths,
  sheet: CorpusSheet,
  signal?: AbortSignal,
): Promise<Uint8Array<ArrayBuffer>> {
  const recorded = await recordedTakes(paths, sheet);
  const clips = recorded.flatMap(({ takes }) => takes.filter(({ used }) => used).map(({ path }) => path));
  const sizes = await Promise.all(clips.map(async (path) => (await stat(path)).size));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  if (total > MAX_ANSWERED_ARCHIVE_BYTES)
    throw new UserError(
      'corpus-too-large',
      `The clips have ${bytes(total)}, too much for a download. Copy the folder ${paths.folder}, without corpus.json and consent-*.txt, which name persons.`,
    );
  const zip = new ZipFile();
  const output = zip.outputStream as Readable;
  // A clip that cannot be read is reported here, not by the output.
  zip.on('error', (error: Error) => output.destroy(error));
  for (const path of [paths.readme, paths.table, paths.speakers, ...clips]) {
    const name = `${sheet.name}/${relative(paths.folder, path).split(sep).join('/')}`;
    zip.addReadStreamLazy(name, { compress: path.endsWith('.txt') || path.endsWith('.csv') }, (callback) =>
      openRegularFile(path).then(
        (file) => callback(null, file.createReadStream()),
        (error: unknown) => callback(error, new PassThrough()),
      ),
    );
  }
  zip.end();
  const parts: Buffer[] = [];
  for await (const part of output as AsyncIterable<Buffer>) {
    throwIfCancelled(signal);
    parts.push(part);
  }
  return new Uint8Array(Buffer.concat(parts));
}
