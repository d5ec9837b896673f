import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { UserError } from '../../../../shared/failure.ts';
import { type RunProgram, runProgram } from './run-program.ts';

export const ADDON_PACKAGE = '@tensorflow/tfjs-node-gpu';
export const ADDON_FILE = 'tfjs_binding.node';

/** How the addon will be had: as it came with the program, or by compiling the package's source. */
export type AddonPlan =
  | { from: 'prebuilt'; file: string; version: string }
  | { from: 'source'; source: string; version: string; compiler: string; nodeHeaders: string };

export interface AddonSearch {
  run?: RunProgram;
  signal?: AbortSignal;
  /** Folder of ready-made addons, `linux-x64/tfjs_binding.node` and the like; the desktop package brings one. */
  prebuilt?: string | null;
  platform: string;
  /** Places to look for `node_api.h`; {@link nodeHeaderPlaces} when absent. */
  headerPlaces?: readonly string[];
}

// Not `require`: the desktop build defines that name in every module of its own accord.
const requireHere = createRequire(import.meta.url);

/**
 * Finds out how the addon can be had, before anything is fetched for it. Throws {@link UserError}
 * `no-compiler`, `no-node-headers` or `no-addon-source`, with what to install.
 */
export async function planAddon(search: AddonSearch): Promise<AddonPlan> {
  const { folder, version } = addonPackage();
  if (search.prebuilt) {
    const file = join(search.prebuilt, search.platform, ADDON_FILE);
    if (existsSync(file)) return { from: 'prebuilt', file, version };
  }
  const compiler = await findCompiler(search);
  if (compiler === null) {
    throw new UserError(
      'no-compiler',
      'Native TensorFlow needs a C++ compiler, once, and there is none. Install one (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install).',
    );
  }
  const nodeHeaders = (search.headerPlaces ?? nodeHeaderPlaces()).find((place) =>
    existsSync(join(place, 'node_api.h')),
  );
  if (nodeHeaders === undefined) {
    throw new UserError(
      'no-node-headers',
      "Native TensorFlow needs Node's header files, once, and there are none. Install them (Debian, Ubuntu: apt install libnode-dev) or set NEURAL_SER_NODE_HEADERS to the folder of node_api.h.",
    );
  }
  return { from: 'source', source: join(folder, 'binding'), version, compiler, nodeHeaders };
}

/** Where the package lies, and its version. Nothing of it is loaded, and its install script never ran. */
function addonPackage(): { folder: string; version: string } {
  try {
    const path = requireHere.resolve(`${ADDON_PACKAGE}/package.json`);
    const { version } = JSON.parse(readFileSync(path, 'utf8')) as { version: string };
    return { folder: dirname(path), version };
  } catch (error) {
    throw new UserError(
      'no-addon-source',
      `The package ${ADDON_PACKAGE} is not installed. Run npm install.`,
      {
        cause: error,
      },
    );
  }
}

async function findCompiler({ run = runProgram, signal }: AddonSearch): Promise<string | null> {
  for (const compiler of [process.env.CXX, 'c++', 'g++', 'clang++']) {
    if (!compiler) continue;
    const answer = await run(compiler, ['--version'], { signal, timeoutSeconds: 30 });
    if (answer?.code === 0) return compiler;
  }
  return null;
}

/**
 * Folders that may hold Node's C headers. The addon uses Node-API alone, which is the same in every Node since 18, so
 * any of them serves.
 */
export function nodeHeaderPlaces(environment: NodeJS.ProcessEnv = process.env): string[] {
  const named = environment.NEURAL_SER_NODE_HEADERS;
  const nodedir = environment.npm_config_nodedir;
  return [
    ...(named ? [named] : []),
    ...packagedHeaders(),
    resolve(dirname(process.execPath), '..', 'include', 'node'),
    ...(nodedir ? [join(nodedir, 'include', 'node')] : []),
    '/usr/include/node',
    '/usr/local/include/node',
    '/usr/include/nodejs/src',
    '/opt/homebrew/include/node',
  ];
}

/** Of the package `node-api-headers`, where it is installed. */
function packagedHeaders(): string[] {
  try {
    return [join(dirname(requireHere.resolve('node-api-headers/package.json')), 'include')];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'MODULE_NOT_FOUND') return [];
    throw error;
  }
}

export interface AddonBuild {
  plan: AddonPlan;
  /** Folder of the unpacked wheel: `tensorflow/include` and the libraries in `tensorflow`. */
  site: string;
  libraries: readonly string[];
  /** Where the addon goes, a folder beside `site`. */
  target: string;
  run?: RunProgram;
  signal?: AbortSignal;
}

/** Builds or copies the addon; gives its path. Throws {@link UserError} `addon-build-failed`, `disk-full`, `cancelled`. */
export async function buildAddon({
  plan,
  site,
  libraries,
  target,
  run = runProgram,
  signal,
}: AddonBuild): Promise<string> {
  const addon = join(target, ADDON_FILE);
  await mkdir(target, { recursive: true });
  if (plan.from === 'prebuilt') {
    await copyFile(plan.file, addon);
    return addon;
  }
  const tensorflow = join(site, 'tensorflow');
  const mac = process.platform === 'darwin';
  const answer = await run(
    plan.compiler,
    [
      '-std=c++17',
      '-O2',
      '-fPIC',
      '-shared',
      '-w',
      '-DNAPI_VERSION=8',
      `-I${plan.nodeHeaders}`,
      `-I${join(tensorflow, 'include')}`,
      join(plan.source, 'tfjs_backend.cc'),
      join(plan.source, 'tfjs_binding.cc'),
      ...libraries.map((name) => join(tensorflow, name)),
      // Found beside the addon, wherever the folder is moved.
      `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../site/tensorflow`,
      ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
      '-o',
      addon,
    ],
    { signal, timeoutSeconds: 600 },
  );
  if (answer?.code === 0) return addon;
  const said = answer?.stderr.trim() ?? '';
  if (/No space left on device/.test(said)) throw diskFull();
  const first = said.split('\n').find((line) => /error/i.test(line)) ?? said.split('\n')[0] ?? '';
  throw new UserError('addon-build-failed', `${plan.compiler} could not build TensorFlow's addon: ${first}`);
}

function diskFull(): UserError {
  return new UserError(
    'disk-full',
    'The disk became full while the addon was built. Make room and try again.',
  );
}
