import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { gzip } from 'node:zlib';
import type { Plugin } from 'vite';

const compress = promisify(gzip);
const TEXTS = /\.(js|css|svg|html)$/;
/** Below this many bytes nothing is gained. */
const WORTH_BYTES = 1024;

/** Lays a gzipped file beside each of the page's texts, for a server that is reached through a slow tunnel. */
export function gzipAssets(): Plugin {
  return {
    name: 'gzip-assets',
    apply: 'build',
    writeBundle: async ({ dir = '.' }, bundle) => {
      const texts = Object.keys(bundle).filter((name) => TEXTS.test(name));
      await Promise.all(
        texts.map(async (name) => {
          const bytes = await readFile(join(dir, name));
          if (bytes.byteLength < WORTH_BYTES) return;
          await writeFile(join(dir, `${name}.gz`), await compress(bytes, { level: 9 }));
        }),
      );
    },
  };
}
