import { statSync } from 'node:fs';
import { basename, isAbsolute, join, normalize, resolve } from 'node:path';
import { z } from 'zod';
import type { RuntimePaths } from '#core/engines/tensorflow/binding.ts';
import { readRegularTextSync } from '#core/system/open-regular-file.ts';
import { toFailure, UserError } from '#shared/failure.ts';

const MANIFEST = 'runtime.json';

/** A path inside the runtime's folder, with forward slashes. */
const insideSchema = z
  .string()
  .min(1)
  .refine((path) => !isAbsolute(path) && !normalize(path).startsWith('..'), 'leads out of the folder');

/** Describes a runtime, in its own folder. It is written last, after all other files. */
const runtimeManifestSchema = z.object({
  format: z.literal(1),
  tensorflow: z.string(),
  /** Version of the package whose source the addon was built from. */
  addonVersion: z.string(),
  device: z.enum(['cpu', 'gpu']),
  /** For example `linux-x64`. */
  platform: z.string(),
  addon: insideSchema,
  /** Folders that the loader must search in addition to those that the libraries contain. */
  libraryFolders: z.array(insideSchema),
  /** All files of the runtime, so that a missing or truncated file is detected before it is loaded. */
  files: z.array(z.object({ path: insideSchema, bytes: z.number().int().min(0) })).min(1),
  installedAt: z.iso.datetime(),
  /** Origin of the libraries, shown to the user. */
  source: z.string(),
});
export type RuntimeManifest = z.infer<typeof runtimeManifestSchema>;

/** An installed runtime, with absolute paths. */
export interface InstalledRuntime extends RuntimePaths {
  folder: string;
  tensorflow: string;
  addonVersion: string;
  device: 'cpu' | 'gpu';
  libraryFolders: string[];
  /** Size on disk. */
  bytes: number;
  installedAt: string;
  source: string;
}

/** A runtime, or the reason why there is none. */
export type FoundRuntime = { runtime: InstalledRuntime; reason: null } | { runtime: null; reason: string };

export const manifestPath = (folder: string) => join(folder, MANIFEST);

/** The runtime of a manifest in `folder`. */
export function asInstalled(folder: string, manifest: RuntimeManifest): InstalledRuntime {
  const { tensorflow, addonVersion, device, installedAt, source } = manifest;
  return {
    folder,
    addon: join(folder, manifest.addon),
    tensorflow,
    addonVersion,
    device,
    libraryFolders: manifest.libraryFolders.map((path) => join(folder, path)),
    bytes: manifest.files.reduce((sum, { bytes }) => sum + bytes, 0),
    installedAt,
    source,
  };
}

/**
 * Reads the runtime in `folder` and checks that every file exists with the right length. `platform`: this machine's
 * name. Throws {@link UserError} `native-missing` where there is no runtime and `native-damaged` where it cannot be
 * used.
 */
export function readRuntime(folder: string, platform: string): InstalledRuntime {
  const path = resolve(folder);
  let text: string;
  try {
    text = readRegularTextSync(manifestPath(path));
  } catch (error) {
    if (/^(ENOENT|ENOTDIR)$/.test(String((error as NodeJS.ErrnoException).code))) {
      throw new UserError('native-missing', `There is no native runtime in ${path}.`, { cause: error });
    }
    throw damaged(path, toFailure(error).message, error);
  }
  const manifest = parseManifest(path, text);
  if (manifest.platform !== platform) {
    throw damaged(path, `it is for ${manifest.platform}, but this machine is ${platform}`);
  }
  for (const file of manifest.files) {
    const found = statSync(join(path, file.path), { throwIfNoEntry: false });
    if (found === undefined) throw damaged(path, `${basename(file.path)} is missing`);
    if (found.size !== file.bytes) {
      throw damaged(path, `${basename(file.path)} has ${found.size} bytes instead of ${file.bytes}`);
    }
  }
  return asInstalled(path, manifest);
}

function parseManifest(folder: string, text: string): RuntimeManifest {
  try {
    return runtimeManifestSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(folder, `its ${MANIFEST} is invalid`, error);
  }
}

function damaged(folder: string, what: string, cause?: unknown): UserError {
  return new UserError(
    'native-damaged',
    `The native runtime in ${folder} cannot be used: ${what}. Install it again.`,
    { cause },
  );
}
