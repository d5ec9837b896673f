import { strToU8, zipSync } from 'fflate';

/** A file for an archive, with its path in it (`plots/results.svg`). */
export interface ArchivedFile {
  path: string;
  content: string | Uint8Array;
}

/** A ZIP archive of a few megabytes of files, made in memory. Texts are UTF-8. PNG is not compressed again. */
export function zipFiles(files: readonly ArchivedFile[]): Uint8Array<ArrayBuffer> {
  const entries = files.map(({ path, content }) => [
    path,
    [typeof content === 'string' ? strToU8(content) : content, { level: path.endsWith('.png') ? 0 : 6 }],
  ]);
  return new Uint8Array(zipSync(Object.fromEntries(entries)));
}
