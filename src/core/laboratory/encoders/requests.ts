import { resolve } from 'node:path';
import { ENCODERS, encoderNamed } from '#core/features/encoder/catalogue/catalogue.ts';
import type { EncoderEntry } from '#core/features/encoder/catalogue/encoder-entry.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { addEncoder } from '#core/runtime/encoders/add-encoder.ts';
import { downloadEncoder } from '#core/runtime/encoders/download-encoder.ts';
import { installedEncoder, removeEncoder } from '#core/runtime/encoders/installed-encoders.ts';
import type { EncoderStatus } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';

export function encoderRequests({ folder, reader }: Services): Handlers<RequestsOf<'encoders'>> {
  const encoders = encodersFolder(folder);
  return {
    'encoders.list': async () => Promise.all(ENCODERS.map((entry) => statusOf(encoders, entry))),
    'encoders.add': async ({ name, path, acceptLicence }, { signal, progress }) => {
      const entry = encoderNamed(name);
      requireLicence('encoder', entry, acceptLicence);
      await addEncoder({ encoders, entry, path: resolve(path), reader, progress, signal });
      return statusOf(encoders, entry);
    },
    'encoders.download': async ({ name, acceptLicence }, { signal, progress }) => {
      const entry = encoderNamed(name);
      requireLicence('encoder', entry, acceptLicence);
      await downloadEncoder({ encoders, entry, reader, progress, signal });
      return statusOf(encoders, entry);
    },
    'encoders.remove': async ({ name }) => ({
      freedBytes: await removeEncoder(encoders, { encoder: encoderNamed(name).name }),
    }),
  };
}

async function statusOf(encoders: string, entry: EncoderEntry): Promise<EncoderStatus> {
  const { files, features, ...shown } = entry;
  return {
    ...shown,
    files: files.map(({ name, url, sha256 }) => ({ name, url, sha256 })),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    dimensions: features.dimensions,
    installed: await installedEncoder(encoders, { encoder: entry.name }),
  };
}

/** @throws UserError `licence-not-accepted`. */
export function requireLicence(
  what: 'encoder' | 'model',
  { name, licence }: EncoderEntry,
  accepted: boolean,
): void {
  if (!licence.nonCommercial || accepted) return;
  throw new UserError(
    'licence-not-accepted',
    `The ${what} “${name}” has the licence ${licence.name} (${licence.url}), which does not allow commercial use. Accept the licence to add it.`,
  );
}
