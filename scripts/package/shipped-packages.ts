/** The npm packages that a package of the program has: those inside of the bundles, and those that are copied. */
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { root } from '../../setup/bootstrap.mjs';

/** What an installer is made for. `arch` is Node's name. */
export interface Target {
  platform: 'linux' | 'darwin' | 'win32';
  arch: 'x64' | 'arm64';
}

export interface ShippedPackage {
  name: string;
  version: string;
  /** An SPDX expression. */
  licence: string;
  folder: string;
}

/** A package whose scripts contain its WebAssembly. */
const SCRIPTS = /^(package\.json|LICENSE|index\.js|src\/.*\.js)$/;

/**
 * The files that the laboratory needs of packages that cannot be bundled, by patterns of paths inside of the package: native
 * code of one platform, WebAssembly, and the C++ source from which TensorFlow's addon is built on the user's machine.
 */
const COPIED: Record<string, (target: Target) => RegExp> = {
  'better-sqlite3': ({ platform, arch }) =>
    new RegExp(
      `^(package\\.json|LICENSE|lib/(?!(linux|linuxmusl|darwin|win32)-).*\\.js|prebuilds/${platform}-${arch}\\.node)$`,
    ),
  '@echogarden/pffft-wasm': () => /^(package\.json|COPYING|dist\/simd\/.*)$/,
  // On Windows with DirectML beside it. Its other dependencies are for its install script.
  'onnxruntime-node': ({ platform, arch }) =>
    new RegExp(`^(package\\.json|dist/.*\\.js|bin/napi-v6/${platform}/${arch}/.*)$`),
  // On Windows with the compiler of its shaders beside it.
  webgpu: ({ platform, arch }) =>
    new RegExp(
      `^(package\\.json|LICENSE\\.md|index\\.js|dist/${platform}-${platform === 'darwin' ? 'universal' : arch}/.*)$`,
    ),
  'onnxruntime-common': () => /^(package\.json|dist\/cjs\/.*\.js|dist\/cjs\/package\.json)$/,
  h5wasm: () => /^(package\.json|LICENSE\.txt|dist\/esm\/.*\.js)$/,
  'mpg123-decoder': () => SCRIPTS,
  'opus-decoder': () => SCRIPTS,
  '@wasm-audio-decoders/ogg-vorbis': () => SCRIPTS,
  // What these three import.
  '@wasm-audio-decoders/common': () => SCRIPTS,
  'codec-parser': () => SCRIPTS,
  'simple-yenc': () => /^(package\.json|LICENSE|dist\/.*\.js)$/,
  '@eshaz/web-worker': () => /^(package\.json|LICENSE|cjs\/.*|node\.js)$/,
  '@tensorflow/tfjs-node-gpu': () => /^(package\.json|binding\/.*\.(cc|h))$/,
  'node-api-headers': () => /^(package\.json|LICENSE|include\/.*\.h)$/,
};

/** Copies the packages that cannot be bundled into `modules`, a folder `node_modules`; gives their folders in this clone. */
export function copyPackages(target: Target, modules: string): string[] {
  return Object.entries(COPIED).map(([name, filesOf]) => {
    const folder = join(root, 'node_modules', name);
    const wanted = filesOf(target);
    const files = readdirSync(folder, { recursive: true, withFileTypes: true })
      .filter((entry) => entry.isFile())
      .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
      .filter((file) => wanted.test(file));
    for (const file of files) {
      mkdirSync(dirname(join(modules, name, file)), { recursive: true });
      cpSync(join(folder, file), join(modules, name, file));
    }
    return folder;
  });
}

/** Name, version and licence of the packages in these folders, sorted, each once. */
export function describePackages(folders: Iterable<string>): ShippedPackage[] {
  const described = [...folders].map((folder): ShippedPackage => {
    const file = join(folder, 'package.json');
    if (!existsSync(file)) throw new Error(`${folder} is not a package.`);
    const { name, version, license } = JSON.parse(readFileSync(file, 'utf8'));
    return { name, version, licence: typeof license === 'string' ? license : (license?.type ?? ''), folder };
  });
  const unique = new Map(described.map((each) => [`${each.name} ${each.version}`, each]));
  return [...unique.values()].sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
}
