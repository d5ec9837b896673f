import { basename } from 'node:path';
import { digestOfFile } from '#core/system/file-digest.ts';
import { UserError } from '#shared/failure.ts';
import { isWheelOf, type Requirement } from './requirement.ts';

/**
 * The SHA-256 of official wheels, hexadecimal, by file name, as the public package index lists them. Only files that were
 * downloaded and installed in a test are here. A native library runs with all rights of the user, so that any other file
 * needs the user's word.
 */
const OFFICIAL: Readonly<Record<string, string>> = {
  'tensorflow_cpu-2.21.0-cp311-cp311-manylinux_2_27_x86_64.whl':
    '2b847d217b02ee7731ed91431daf3250daa0196c3c94614d23be27232e6e5b6c',
};

const ADVICE =
  'To install it nevertheless, use “Install anyway” in Settings or “neural-ser runtime install --allow-unknown”.';

/** The name of the official wheel of a package whose checksum is known; null if there is none. */
export function pinnedWheel(requirement: Requirement, wheelEnding: RegExp): string | null {
  const fits = (file: string) => isWheelOf(file, requirement) && wheelEnding.test(file);
  return Object.keys(OFFICIAL).find(fits) ?? null;
}

/** The SHA-256 of an official wheel, hexadecimal; null for another file. */
export const officialChecksum = (wheel: string): string | null => OFFICIAL[wheel] ?? null;

/** pip's options for the wheel of this name: `--python-version 3.11 …`. */
export function pipOptionsFor(wheel: string): string[] {
  const [, version, abi, platform] = /-cp(\d+)-(\w+)-(\w+)\.whl$/.exec(wheel) ?? [];
  if (version === undefined || abi === undefined || platform === undefined) return [];
  const python = `${version[0]}.${version.slice(1)}`;
  return ['--python-version', python, '--implementation', 'cp', '--abi', abi, '--platform', platform];
}

/** Throws {@link UserError} `unknown-wheel` for a package without a known checksum, before anything is fetched. */
export function requirePin(requirement: Requirement, wheelEnding: RegExp): string {
  const pinned = pinnedWheel(requirement, wheelEnding);
  if (pinned !== null) return pinned;
  const { name, range } = requirement;
  throw new UserError(
    'unknown-wheel',
    `This version knows no official checksum of ${name} ${range.replace(/^==/, '')} for this machine. The package index would be trusted alone. ${ADVICE}`,
  );
}

export interface CheckedWheel {
  sha256: string;
  /** It is the official file. */
  official: boolean;
}

/**
 * Whether a file is the official wheel of its name.
 * @param given The user gave it; otherwise it was fetched.
 * @throws UserError if it is not and `allowUnknown` is false: `corrupted` for a fetched file with another content than its
 * official name has, otherwise `unknown-wheel`.
 */
export async function checkWheel(
  path: string,
  { allowUnknown, given, signal }: { allowUnknown: boolean; given: boolean; signal?: AbortSignal },
): Promise<CheckedWheel> {
  const name = basename(path);
  const { sha256 } = await digestOfFile(path, signal);
  const expected = officialChecksum(name);
  const official = expected === sha256;
  if (official || allowUnknown) return { sha256, official };
  if (expected !== null && !given) {
    throw new UserError(
      'corrupted',
      `The fetched ${name} is not the official file and was deleted. Its SHA-256 is ${sha256}, but should be ${expected}. Try again, or set another package index.`,
    );
  }
  const what = expected === null ? 'no official wheel that this version knows' : 'not the official file';
  throw new UserError('unknown-wheel', `${name} is ${what}. Its SHA-256 is ${sha256}. ${ADVICE}`);
}
