import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';

export interface PageWeight {
  /** Bytes of all scripts, compressed with gzip as by the served door. */
  bytes: number;
  /** Bytes of the scripts that the first page needs. */
  firstBytes: number;
  files: number;
}

/** The size of the built page's JavaScript. @param folder `out/renderer` */
export function pageWeight(folder: string): PageWeight {
  const scripts = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) =>
    name.endsWith('.js'),
  );
  const index = readFileSync(join(folder, 'index.html'), 'utf8');
  let bytes = 0;
  let firstBytes = 0;
  for (const name of scripts) {
    const compressed = gzipSync(readFileSync(join(folder, name))).length;
    bytes += compressed;
    if (index.includes(name.replaceAll('\\', '/'))) firstBytes += compressed;
  }
  return { bytes, firstBytes, files: scripts.length };
}
