import { realpathSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import react from '@vitejs/plugin-react';
import type { UserConfig } from 'vite';
import { gzipAssets } from './gzip-assets.vite.ts';

const repository = new URL('../', import.meta.url);

/** How the page is built, for every door: `vite build` alone, and `electron-vite build` along with the window. */
export function rendererConfig(): UserConfig {
  return {
    root: fileURLToPath(new URL('src/renderer/', repository)),
    // Relative, so that the same files serve `app://neural-ser/` and any address of the served door.
    base: './',
    plugins: [react(), gzipAssets()],
    server: {
      fs: {
        // The packages may be linked from another folder, as in a second working tree.
        allow: [
          fileURLToPath(repository),
          join(realpathSync(new URL('node_modules/vite', repository)), '..'),
        ],
      },
    },
    // plotly's parts are written for Node and the page alike.
    define: { global: 'globalThis' },
    build: {
      outDir: fileURLToPath(new URL('out/renderer/', repository)),
      emptyOutDir: true,
      // The same page from either build: electron-vite's own defaults are other ones. For older browsers light-dark()
      // would be rewritten to what only a style sheet's own `color-scheme` decides; ours is Mantine's.
      minify: true,
      target: 'chrome125',
      // The policy of both doors allows no `data:` but pictures: a file stays a file.
      assetsInlineLimit: 0,
      // plotly, a chunk of its own, is above the default.
      chunkSizeWarningLimit: 2000,
      reportCompressedSize: false,
    },
  };
}
