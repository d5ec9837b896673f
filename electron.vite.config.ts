import { fileURLToPath } from 'node:url';
import { defineConfig } from 'electron-vite';
import { rendererConfig } from './build/renderer.vite.ts';

const source = (path: string) => fileURLToPath(new URL(`src/${path}`, import.meta.url));

export default defineConfig({
  main: {
    build: {
      rolldownOptions: {
        // One entry for each process and thread; what they share becomes chunks.
        input: {
          index: source('main/index.ts'),
          'laboratory-process': source('main/laboratory-process.ts'),
          'compute-process': source('compute/compute-process.ts'),
          'feature-worker': source('compute/feature-worker.ts'),
          'batch-worker': source('compute/batch-worker.ts'),
          'runtime-probe': source('compute/runtime-probe.ts'),
        },
        output: { format: 'es', entryFileNames: '[name].js', chunkFileNames: 'chunks/[name]-[hash].js' },
      },
    },
  },
  preload: {
    build: {
      rolldownOptions: {
        input: { index: source('preload/index.ts') },
        // A sandboxed preload cannot load an ES module.
        output: { format: 'cjs', entryFileNames: '[name].cjs' },
      },
    },
  },
  renderer: rendererConfig(),
});
