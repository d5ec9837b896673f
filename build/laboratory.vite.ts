import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { UserConfig } from 'vite';

const repository = new URL('../', import.meta.url);
const source = (path: string) => fileURLToPath(new URL(`src/${path}.ts`, repository));

/** The scripts that Node starts by their path, in a package as in `src`. */
const entries = () => [
  'cli/main',
  'main/laboratory-process',
  // The name says that a file of this folder is the script of a process or a thread.
  ...readdirSync(new URL('src/workers/', repository))
    .filter((name) => /-(process|thread|worker|probe)\.ts$/.test(name))
    .map((name) => `workers/${name.replace(/\.ts$/, '')}`),
];

/**
 * Packages that read their own files, and decoders of sounds, two of which are under the LGPL: users can replace a package,
 * but not a part of a bundle. So they stay packages. `scripts/package/shipped-packages.ts` copies them.
 */
const UNBUNDLED_PACKAGES = [
  'better-sqlite3',
  '@echogarden/pffft-wasm',
  'h5wasm',
  'onnxruntime-node',
  'webgpu',
  'mpg123-decoder',
  'opus-decoder',
  '@wasm-audio-decoders/ogg-vorbis',
] as const;

/**
 * How the laboratory and the command line are built for a package. A clone runs the sources. Node does not strip types in
 * an archive of Electron, and a bundle starts in half of the time of some hundred files.
 */
export function laboratoryConfig(outDir: string): UserConfig {
  return {
    root: fileURLToPath(repository),
    publicDir: false,
    logLevel: 'warn',
    ssr: { noExternal: true, external: [...UNBUNDLED_PACKAGES] },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      emptyOutDir: true,
      minify: false,
      rolldownOptions: {
        input: Object.fromEntries(entries().map((name) => [name, source(name)])),
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  };
}

/** Built by `setup/ensure-built.mjs` for the tests. */
export default laboratoryConfig(fileURLToPath(new URL('out/laboratory', repository)));
