import { join } from 'node:path';
import { digestOfFile } from '#core/system/file-digest.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { UserError } from '#shared/failure.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';

/** Ready-made models, apart from encoders, which have the same names. */
const MODELS = 'models';

/** The name of an encoder, or with `emotions` of a ready-made model. */
export type EncoderName = Pick<EncoderFeatures, 'encoder'> & { emotions?: unknown };

/** The folder of ready-made models in the folder of all encoders. */
export const modelsFolder = (encoders: string): string => join(encoders, MODELS);

/** The folder of the files of an encoder or a ready-made model in the folder of all encoders. */
export const encoderFolder = (encoders: string, { encoder, emotions }: EncoderName): string =>
  join(emotions === undefined ? encoders : modelsFolder(encoders), encoder);

/** How messages name it. */
export const encoderTitle = ({ encoder, emotions }: EncoderName): string =>
  `${emotions === undefined ? 'encoder' : 'model'} “${encoder}”`;

/**
 * The paths of an encoder's files by name, after their checksums were compared with the settings: other weights would give
 * other features than those that a network was trained on.
 * @throws UserError `encoder-missing`, `encoder-changed`.
 */
export async function checkedEncoderFiles(
  encoders: string | null,
  features: Pick<EncoderFeatures, 'encoder' | 'files' | 'emotions'>,
): Promise<Map<string, string>> {
  if (encoders === null) throw missingEncoder(features);
  const paths = new Map<string, string>();
  for (const { name, sha256 } of features.files) {
    const path = join(encoderFolder(encoders, features), name);
    const found = await sha256Of(path);
    if (found === null) throw missingEncoder(features);
    if (found !== sha256) {
      throw new UserError(
        'encoder-changed',
        `The file ${name} of the ${encoderTitle(features)} is not the one that these features were made with: its checksum differs. Add it again with the original file (SHA-256 ${sha256}).`,
      );
    }
    paths.set(name, path);
  }
  return paths;
}

/** The error for an encoder or a ready-made model that is not installed. */
export function missingEncoder(features: EncoderName): UserError {
  const [tab, command] = features.emotions === undefined ? ['Encoders', 'encoders'] : ['Models', 'models'];
  return new UserError(
    'encoder-missing',
    `The ${encoderTitle(features)} is not installed. Add its files under Settings, ${tab}, or with “neural-ser ${command} add ${features.encoder} FOLDER”.`,
  );
}

/** SHA-256 of a file, hexadecimal; null if there is no such file. */
async function sha256Of(path: string): Promise<string | null> {
  try {
    return (await digestOfFile(path)).sha256;
  } catch (error) {
    if (['ENOENT', 'ENOTDIR', 'ENOTFILE'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
}
