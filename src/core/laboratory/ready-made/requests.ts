import { resolve } from 'node:path';
import type { ModelEntry } from '#core/features/encoder/ready-made/model-entry.ts';
import { READY_MADE_MODELS } from '#core/features/encoder/ready-made/models.ts';
import { requireLicence } from '#core/laboratory/encoders/requests.ts';
import { encodersFolder } from '#core/laboratory/paths.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { addEncoder } from '#core/runtime/encoders/add-encoder.ts';
import { downloadEncoder } from '#core/runtime/encoders/download-encoder.ts';
import {
  installedEncoder,
  installedModels,
  removeEncoder,
} from '#core/runtime/encoders/installed-encoders.ts';
import type { InstalledEncoder } from '#shared/encoders.ts';
import { UserError } from '#shared/failure.ts';
import type { ReadyMadeStatus } from '#shared/ready-made.ts';
import { evaluateModel } from './evaluate-model.ts';
import { foundModel } from './found-model.ts';
import { ownEntry } from './own-entry.ts';

export function readyMadeRequests(services: Services): Handlers<RequestsOf<'readyMade'>> {
  const { folder, reader } = services;
  const encoders = encodersFolder(folder);
  return {
    'readyMade.list': async () => {
      const installed = await installedModels(encoders);
      const known = READY_MADE_MODELS.map((entry) => statusOf(entry, installed.get(entry.name) ?? null));
      const own = [...installed.values()].flatMap((record) =>
        isCatalogued(record.features.encoder) ? [] : [ownStatus(record)],
      );
      return [...own, ...known];
    },
    'readyMade.find': ({ path }) => foundModel(resolve(path)),
    'readyMade.add': async ({ name, path, description, acceptLicence }, { signal, progress }) => {
      const entry = READY_MADE_MODELS.find((one) => one.name === name);
      const wanted = { encoders, reader, progress, signal };
      if (entry !== undefined) {
        if (description !== null) {
          throw new UserError(
            'name-taken',
            `“${name}” is a model of the catalogue, whose labels are known. Leave the description out, or choose another name.`,
          );
        }
        requireLicence('model', entry, acceptLicence);
        return statusOf(entry, await addEncoder({ ...wanted, entry, path: resolve(path) }));
      }
      const found = await foundModel(resolve(path));
      const own = ownEntry(name, found, description);
      return ownStatus(await addEncoder({ ...wanted, entry: own, path: found.path }));
    },
    'readyMade.download': async ({ name, acceptLicence }, { signal, progress }) => {
      const entry = modelEntryNamed(name);
      requireLicence('model', entry, acceptLicence);
      return statusOf(entry, await downloadEncoder({ encoders, entry, reader, progress, signal }));
    },
    'readyMade.remove': async ({ name }) => {
      if (
        !isCatalogued(name) &&
        (await installedEncoder(encoders, { encoder: name, emotions: true })) === null
      )
        modelEntryNamed(name);
      return { freedBytes: await removeEncoder(encoders, { encoder: name, emotions: true }) };
    },
    'readyMade.evaluate': (request, context) => evaluateModel(services, request, context),
  };
}

const isCatalogued = (name: string): boolean => READY_MADE_MODELS.some((entry) => entry.name === name);

/** The model of the catalogue. @throws UserError `unknown-model`. */
function modelEntryNamed(name: string): ModelEntry {
  const found = READY_MADE_MODELS.find((entry) => entry.name === name);
  if (found !== undefined) return found;
  const known = READY_MADE_MODELS.map((entry) => entry.name).join(', ');
  throw new UserError('unknown-model', `There is no model “${name}”. Choose one of: ${known}.`);
}

function statusOf(entry: ModelEntry, installed: InstalledEncoder | null): ReadyMadeStatus {
  const { files, features: _, emotions, ...shown } = entry;
  return {
    ...shown,
    files: files.map(({ name, url, sha256 }) => ({ name, url, sha256 })),
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    labels: emotions.labels,
    values: emotions.values,
    own: false,
    installed,
  };
}

/** A model that the user added. */
function ownStatus(installed: InstalledEncoder): ReadyMadeStatus {
  const { features, bytes, source } = installed;
  const { encoder, revision, files, emotions } = features;
  return {
    name: encoder,
    title: encoder,
    about: 'A model of your own.',
    page: source,
    revision,
    licence: { name: 'not known', url: '', nonCommercial: false },
    verified: true,
    files: files.map(({ name, sha256 }) => ({ name, url: null, sha256 })),
    bytes,
    instructions: null,
    labels: emotions?.labels ?? [],
    values: emotions?.values ?? 'logits',
    own: true,
    offered: false,
    installed,
  };
}
