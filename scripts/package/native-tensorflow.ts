/** What a package has for native TensorFlow: the compiled addon, and the address from which the library is downloaded. */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import {
  runtimePlatform,
  TENSORFLOW_VERSION,
  thisMachine,
} from '#core/engines/tensorflow/native/runtime-platform.ts';
import { nativeFolder } from '#core/laboratory/data-folder.ts';
import { packageIndexFile, SHIPPED_NATIVE } from '#core/laboratory/runtime/shipped-native.ts';
import { addonPackage, prebuiltAddon } from '#core/runtime/tensorflow/build-addon.ts';
import { findRuntime } from '#core/runtime/tensorflow/find-runtime.ts';
import { installRuntime } from '#core/runtime/tensorflow/install-runtime.ts';
import { toFailure } from '#shared/failure.ts';
import type { Target } from './shipped-packages.ts';

/**
 * The newest versions of symbols that the addon may need: those of SQLite's addon, without which no laboratory opens, and of the
 * same C++ library (GCC 11). `DEPENDS` in `deb.ts` names packages that have them.
 */
const NEWEST: Readonly<Record<string, string>> = { GLIBC: '2.34', GLIBCXX: '3.4.29', CXXABI: '1.3.13' };

/** Writes the address into the package. @throws Error if it is no `https` address, or `http` of this machine. */
export function addPackageIndex(address: string, laboratory: string): void {
  const { protocol, hostname } = new URL(address);
  if (protocol !== 'https:' && !(protocol === 'http:' && hostname === '127.0.0.1'))
    throw new Error(`--package-index ${address} does not begin with https://.`);
  const { name, text } = packageIndexFile(address);
  mkdirSync(join(laboratory, SHIPPED_NATIVE), { recursive: true });
  writeFileSync(join(laboratory, SHIPPED_NATIVE, name), text);
}

/**
 * Copies the addon into the package: of the native runtime that is installed here, or compiled with the wheel in
 * NEURAL_SER_WHEELS. Null when that is done; otherwise why it cannot be, and users then need a compiler.
 */
export async function addNativeAddon({ platform, arch }: Target, laboratory: string): Promise<string | null> {
  const work = mkdtempSync(join(tmpdir(), 'neural-ser-addon-'));
  try {
    const { name } = runtimePlatform({ ...thisMachine(), platform, arch });
    const addon = installedAddon() ?? (await compiledAddon(work));
    const copy = prebuiltAddon(join(laboratory, SHIPPED_NATIVE), name);
    const tooNew = platform === 'linux' ? tooNewSymbols(addon) : [];
    if (tooNew.length > 0) return `${addon} needs ${tooNew.join(', ')}, newer than the rest of the program.`;
    mkdirSync(dirname(copy), { recursive: true });
    cpSync(addon, copy);
    return null;
  } catch (error) {
    return toFailure(error).message;
  } finally {
    rmSync(work, { recursive: true, force: true });
  }
}

/** The addon of the installed runtime, if it is that of this program's versions. */
function installedAddon(): string | null {
  const explicit = process.env.NEURAL_SER_TENSORFLOW || null;
  const { runtime } = findRuntime({ explicit, folders: [nativeFolder()], device: 'cpu' });
  const fits = runtime?.tensorflow === TENSORFLOW_VERSION && runtime.addonVersion === addonPackage().version;
  return fits ? runtime.addon : null;
}

/** Compiles and tests the addon in `folder`. @throws UserError with what is missing. */
async function compiledAddon(folder: string): Promise<string> {
  const from = process.env.NEURAL_SER_WHEELS;
  if (!from) {
    throw new Error(
      'Native TensorFlow is not installed here (“npm test” installs it), and NEURAL_SER_WHEELS names no folder with its wheel.',
    );
  }
  const probe = new URL('../../src/workers/runtime-probe.ts', import.meta.url);
  return (await installRuntime({ folder, device: 'cpu', from, probe })).addon;
}

/** The versions of symbols that a native file of Linux needs beyond {@link NEWEST}, such as `GLIBC_2.38`. */
export function tooNewSymbols(file: string): string[] {
  const { status, stdout, stderr, error } = spawnSync('objdump', ['--private-headers', file], {
    encoding: 'utf8',
  });
  if (status !== 0) throw new Error(`objdump failed: ${stderr || error?.message}. Install binutils.`);
  const needed = stdout.matchAll(/\b(GLIBC|GLIBCXX|CXXABI)_([\d.]+)\b/g);
  const tooNew = [...needed].filter(([, name = '', version = '']) => isNewer(version, NEWEST[name]!));
  return [...new Set(tooNew.map(([symbol]) => symbol))];
}

const isNewer = (version: string, than: string) => version.localeCompare(than, 'en', { numeric: true }) > 0;
