import type { RequestOutput } from '#shared/contract.ts';

const ROOT = '/home/sample';
/** The names of the folders in each folder. */
const FOLDERS: Record<string, string[]> = {
  [ROOT]: ['data', 'empty', 'papers'],
  [`${ROOT}/data`]: [
    'RAVDESS',
    'TESS',
    'A corpus with an unusually long name that has to be cut off somewhere',
  ],
  [`${ROOT}/data/RAVDESS`]: Array.from(
    { length: 24 },
    (_, actor) => `Actor_${String(actor + 1).padStart(2, '0')}`,
  ),
};

/** A laboratory's answer about a folder; only the folders of actors have audio files. */
export function sampleFolder(path: string | null): RequestOutput<'folders.list'> {
  const folder = path ?? ROOT;
  return {
    folder,
    parent: folder === ROOT ? null : folder.slice(0, folder.lastIndexOf('/')),
    folders: (FOLDERS[folder] ?? []).map((name) => ({ name, path: `${folder}/${name}` })),
    sounds: folder.includes('Actor_') ? 60 : 0,
    places: [
      { name: 'Home', path: ROOT },
      { name: 'RAVDESS', path: `${ROOT}/data/RAVDESS` },
    ],
  };
}
