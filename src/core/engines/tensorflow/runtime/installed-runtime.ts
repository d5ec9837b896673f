import { readFileSync, statSync } from 'node:fs';
import { basename, isAbsolute, join, normalize, resolve } from 'node:path';
import { z } from 'zod';
import { toFailure, UserError } from '../../../../shared/failure.ts';
import type { RuntimePaths } from '../binding.ts';

const MANIFEST = 'runtime.json';

/** A path inside the runtime's folder, with forward slashes. */
const insideSchema = z
  .string()
  .min(1)
  .refine((path) => !isAbsolute(path) && !normalize(path).startsWith('..'), 'leads out of the folder');

/** Describes a runtime, in its own folder; written last, when everything else lies there. */
export const runtimeManifestSchema = z.object({
  format: z.literal(1),
  tensorflow: z.string(),
  /** Version of the package whose source the addon was built from. */
  addonVersion: z.string(),
  device: z.enum(['cpu', 'gpu']),
  /** `linux-x64` and the like. */
  platform: z.string(),
  addon: insideSchema,
  /** What the loader must search, beside what the libraries know themselves. */
  libraryFolders: z.array(insideSchema),
  /** All that belongs to it: a missing or truncated file is noticed before it is loaded. */
  files: z.array(z.object({ path: insideSchema, bytes: z.number().int().min(0) })).min(1),
  installedAt: z.iso.datetime(),
  /** For people: where its libraries came from. */
  source: z.string(),
});
export type RuntimeManifest = z.infer<typeof runtimeManifestSchema>;

/** A runtime that lies ready, with absolute paths. */
export interface InstalledRuntime extends RuntimePaths {
  folder: string;
  tensorflow: string;
  addonVersion: string;
  device: 'cpu' | 'gpu';
  libraryFolders: string[];
  /** On disk. */
  bytes: number;
  installedAt: string;
  source: string;
}

export const manifestPath = (folder: string) => join(folder, MANIFEST);

/** What a manifest describes, its folder being `folder`. */
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
 * The runtime in `folder`, every file of it there and of its right length. `platform`: this machine's name. Throws
 * {@link UserError} `native-missing` where there is none and `native-damaged` where it cannot be used.
 */
export function readRuntime(folder: string, platform: string): InstalledRuntime {
  const path = resolve(folder);
  let text: string;
  try {
    text = readFileSync(manifestPath(path), 'utf8');
  } catch (error) {
    if (/^(ENOENT|ENOTDIR)$/.test(String((error as NodeJS.ErrnoException).code))) {
      throw new UserError('native-missing', `No native runtime lies in ${path}.`, { cause: error });
    }
    throw damaged(path, toFailure(error).message, error);
  }
  const manifest = parseManifest(path, text);
  if (manifest.platform !== platform) {
    throw damaged(path, `it was made for ${manifest.platform}, and this is ${platform}`);
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
    throw damaged(folder, `its ${MANIFEST} cannot be understood`, error);
  }
}

function damaged(folder: string, what: string, cause?: unknown): UserError {
  return new UserError(
    'native-damaged',
    `The native runtime in ${folder} cannot be used: ${what}. Install it again.`,
    { cause },
  );
}
