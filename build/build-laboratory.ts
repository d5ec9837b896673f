import { readdirSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { build, type InlineConfig, type Plugin } from 'vite';
import { plainBuiltins } from './plain-builtins.vite.ts';

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
 * Builds the laboratory and the command line for a package. A clone runs the sources. Node does not strip types in an archive
 * of Electron, and a bundle starts in half of the time of some hundred files. Each script is built by itself: what several of them
 * share would otherwise become some sixty files, each of which takes a millisecond and a half to load.
 */
export async function buildLaboratory(outDir: string, plugins: Plugin[] = []): Promise<void> {
  rmSync(outDir, { recursive: true, force: true });
  for (const name of entries()) await build(config(name, outDir, plugins));
}

function config(name: string, outDir: string, plugins: Plugin[]): InlineConfig {
  return {
    root: fileURLToPath(repository),
    configFile: false,
    publicDir: false,
    logLevel: 'warn',
    plugins: [...plugins, plainBuiltins()],
    ssr: { noExternal: true, external: [...UNBUNDLED_PACKAGES] },
    build: {
      ssr: true,
      target: 'node24',
      outDir,
      emptyOutDir: false,
      minify: false,
      rolldownOptions: {
        input: { [name]: source(name) },
        // What is loaded later may import from the script itself.
        preserveEntrySignatures: 'allow-extension',
        output: {
          format: 'es',
          entryFileNames: '[name].js',
          chunkFileNames: 'chunks/[name]-[hash].js',
        },
      },
    },
  };
}

// Run by `setup/ensure-built.mjs` for the tests.
if (import.meta.main) await buildLaboratory(fileURLToPath(new URL('out/laboratory', repository)));
