import { existsSync, readFileSync } from 'node:fs';
import { copyFile, mkdir } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { type RunProgram, runProgram } from '#core/system/run-program.ts';
import { UserError } from '#shared/failure.ts';

const ADDON_PACKAGE = '@tensorflow/tfjs-node-gpu';
const ADDON_FILE = 'tfjs_binding.node';

/** The addon of a platform in a folder of prebuilt addons. */
export const prebuiltAddon = (folder: string, platform: string) => join(folder, platform, ADDON_FILE);

/** How the addon is made: copied from the program's files, or compiled from the package's source. */
export type AddonPlan =
  | { from: 'prebuilt'; file: string; version: string }
  | { from: 'source'; source: string; version: string; compiler: string; nodeHeaders: string };

export interface AddonSearch {
  run?: RunProgram;
  signal?: AbortSignal;
  /** Folder of prebuilt addons, such as `linux-x64/tfjs_binding.node`; the desktop package has one. */
  prebuilt?: string | null;
  platform: string;
  /** Folders to search for `node_api.h`; {@link nodeHeaderFolders} when absent. */
  headerFolders?: readonly string[];
}

// Not named `require`, because the desktop build defines that name in every module.
const requireHere = createRequire(import.meta.url);

/**
 * Finds out how the addon can be made, before anything is fetched for it. Throws {@link UserError} `no-compiler`,
 * `no-node-headers` or `no-addon-source`, with what to install.
 */
export async function planAddon(search: AddonSearch): Promise<AddonPlan> {
  const { folder, version } = addonPackage();
  if (search.prebuilt) {
    const file = prebuiltAddon(search.prebuilt, search.platform);
    if (existsSync(file)) return { from: 'prebuilt', file, version };
  }
  const compiler = await findCompiler(search);
  if (compiler === null) {
    throw new UserError(
      'no-compiler',
      'Installing native TensorFlow needs a C++ compiler, and none was found. Install one (Debian, Ubuntu: apt install g++; Fedora: dnf install gcc-c++; macOS: xcode-select --install).',
    );
  }
  const nodeHeaders = (search.headerFolders ?? nodeHeaderFolders()).find((path) =>
    existsSync(join(path, 'node_api.h')),
  );
  if (nodeHeaders === undefined) {
    throw new UserError(
      'no-node-headers',
      "Installing native TensorFlow needs Node's header files, and none were found. Install them (Debian, Ubuntu: apt install libnode-dev) or set NEURAL_SER_NODE_HEADERS to the folder of node_api.h.",
    );
  }
  return { from: 'source', source: join(folder, 'binding'), version, compiler, nodeHeaders };
}

/** Folder and version of the package. Its code is never loaded, and its install script never runs. */
export function addonPackage(): { folder: string; version: string } {
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
 * Folders that may contain Node's C headers. The addon uses only Node-API, which is the same in every Node since 18, so
 * any of them works.
 */
function nodeHeaderFolders(environment: NodeJS.ProcessEnv = process.env): string[] {
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

/** The headers of the package `node-api-headers`, where it is installed. */
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
  /** Folder of the unpacked wheel: `tensorflow/include`, and the libraries in `tensorflow`. */
  site: string;
  libraries: readonly string[];
  /** Folder for the addon, beside `site`. */
  target: string;
  run?: RunProgram;
  signal?: AbortSignal;
}

/**
 * Builds or copies the addon; gives its path. Throws {@link UserError} `addon-build-failed`, `disk-full`, `cancelled`.
 */
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
      // Relative to the addon, so that the folder can be moved.
      `-Wl,-rpath,${mac ? '@loader_path' : '$ORIGIN'}/../site/tensorflow`,
      ...(mac ? ['-undefined', 'dynamic_lookup'] : []),
      '-o',
      addon,
    ],
    { signal, timeoutSeconds: 600 },
  );
  if (answer?.code === 0) return addon;
  const stderrTail = answer?.stderr.trim() ?? '';
  if (/No space left on device/.test(stderrTail)) throw diskFull();
  const first = stderrTail.split('\n').find((line) => /error/i.test(line)) ?? stderrTail.split('\n')[0] ?? '';
  throw new UserError(
    'addon-build-failed',
    `${plan.compiler} could not compile TensorFlow's addon: ${first}`,
  );
}

function diskFull(): UserError {
  return new UserError(
    'disk-full',
    'The disk became full while the addon was built. Free some space and try again.',
  );
}
