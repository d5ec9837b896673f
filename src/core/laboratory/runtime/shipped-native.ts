/** What a package brings for native TensorFlow: its addon, and where the library is downloaded. A clone has neither. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { z } from 'zod';
import { errorCode } from '#core/system/file-errors.ts';
import { readRegularTextSync } from '#core/system/open-regular-file.ts';

/** The folder beside those of the doors: `native/linux-x64/tfjs_binding.node`, `native/package-index.json`. */
export const SHIPPED_NATIVE = 'native';
const INDEX_FILE = 'package-index.json';

const indexSchema = z.object({ address: z.url({ protocol: /^https?$/ }) });

export interface ShippedNative {
  /** Folder of prebuilt addons, see `build-addon.ts`; null: everything is compiled on this computer. */
  prebuilt: string | null;
  /** The package index that whoever made the package has chosen. Nothing contacts it before the user installs. */
  index: string | undefined;
}

/** The text of the file that names the package index. @throws ZodError if it is no address. */
export const packageIndexFile = (address: string) => ({
  name: INDEX_FILE,
  text: `${JSON.stringify(indexSchema.parse({ address }))}\n`,
});

/** For a door whose script is at the URL `script`, as in `workerEntries`. Reads a small file. */
export function shippedNative(script: string): ShippedNative {
  const folder = fileURLToPath(new URL(`../${SHIPPED_NATIVE}`, script));
  return { prebuilt: existsSync(folder) ? folder : null, index: readIndex(join(folder, INDEX_FILE)) };
}

function readIndex(file: string): string | undefined {
  try {
    return indexSchema.parse(JSON.parse(readRegularTextSync(file))).address;
  } catch (error) {
    const absent = /^(ENOENT|ENOTDIR|ENOTFILE)$/.test(String(errorCode(error)));
    // A damaged one counts as none: everything else of the laboratory works without it.
    if (absent || error instanceof SyntaxError || error instanceof z.ZodError) return undefined;
    throw error;
  }
}
