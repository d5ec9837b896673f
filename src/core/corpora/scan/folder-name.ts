import path from 'node:path';

/** `datasets--org--name`, in the cache of Hugging Face. */
const HUGGING_FACE = /^(?:datasets|models|spaces)--(?:.*--)?(.+)$/;
/** Folders of a data set that do not name it. */
const GENERIC = /^(?:audios?|clips?|data|dataset|datasets|files?|sounds?|wavs?)$/i;

/**
 * The name of a corpus in this folder: the name of the folder, or in a cache of downloads the name of the data set, because
 * the folders there are called after revisions and versions (`datasets--org--emo/snapshots/3f2a…`,
 * `datasets/org/emo/versions/3`). `Clips` for the root of a drive.
 */
export function folderName(folder: string): string {
  const names = folder.split(path.sep);
  const inside = [...names];
  while (inside.length > 0 && GENERIC.test(inside[inside.length - 1])) inside.pop();
  return dataSetInCache(names) ?? dataSetInCache(inside) ?? (path.basename(folder) || 'Clips');
}

/** The name of the data set whose revision or version is the last of these folders. */
function dataSetInCache(names: readonly string[]): string | null {
  const last = names.length - 1;
  // The data set itself, its snapshots, or one of them.
  for (const above of [0, 1, 2]) {
    const name = HUGGING_FACE.exec(names[last - above] ?? '')?.[1];
    if (name !== undefined && (above === 0 || names[last - above + 1] === 'snapshots')) return name;
  }
  // kagglehub: datasets/org/name/versions, or one of them.
  for (const at of [last, last - 1]) {
    if (
      names[at] === 'versions' &&
      names[at - 3] === 'datasets' &&
      (at === last || /^\d+$/.test(names[last]))
    )
      return names[at - 1];
  }
  return null;
}
