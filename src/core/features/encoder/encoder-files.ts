import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { join } from 'node:path';
import { errorCode } from '#core/system/file-errors.ts';
import { UserError } from '#shared/failure.ts';
import type { EncoderFeatures } from '#shared/settings/encoder-features.ts';

/** The folder of an encoder's files in the folder of all encoders. */
export const encoderFolder = (encoders: string, encoder: string): string => join(encoders, encoder);

/**
 * The paths of an encoder's files by name, after their checksums were compared with the settings: other weights would give
 * other features than those that a network was trained on.
 * @throws UserError `encoder-missing`, `encoder-changed`.
 */
export async function checkedEncoderFiles(
  encoders: string | null,
  { encoder, files }: Pick<EncoderFeatures, 'encoder' | 'files'>,
): Promise<Map<string, string>> {
  if (encoders === null) throw missingEncoder(encoder);
  const paths = new Map<string, string>();
  for (const { name, sha256 } of files) {
    const path = join(encoderFolder(encoders, encoder), name);
    const found = await sha256Of(path);
    if (found === null) throw missingEncoder(encoder);
    if (found !== sha256) {
      throw new UserError(
        'encoder-changed',
        `The file ${name} of the encoder “${encoder}” is not the one that these features were made with: its checksum differs. Add the encoder again with the original file (SHA-256 ${sha256}).`,
      );
    }
    paths.set(name, path);
  }
  return paths;
}

/** The error for an encoder that is not installed. */
export function missingEncoder(encoder: string): UserError {
  return new UserError(
    'encoder-missing',
    `The encoder “${encoder}” is not installed. Add its files under Settings, Encoders, or with “neural-ser encoders add ${encoder} FOLDER”.`,
  );
}

/** SHA-256 of a file, hexadecimal; null if there is no such file. */
async function sha256Of(path: string): Promise<string | null> {
  const hash = createHash('sha256');
  try {
    for await (const piece of createReadStream(path, { highWaterMark: 1 << 20 })) hash.update(piece);
  } catch (error) {
    if (['ENOENT', 'ENOTDIR'].includes(errorCode(error) ?? '')) return null;
    throw error;
  }
  return hash.digest('hex');
}
