import { homedir, tmpdir } from 'node:os';
import path from 'node:path';

/** `datasets--org--name`, in the cache of Hugging Face. */
const HUGGING_FACE = /^(?:datasets|models|spaces)--(?:.*--)?(.+)$/;
/** Folders of a data set that do not name it. */
const GENERIC =
  /^(?:all|audios?|audio[ _-]?files?|clips?|corpora|corpus|data|datasets?|files?|raw|recordings?|samples|snapshots|sounds?|versions|wavs?)$/i;
/** Revisions: a hash of at least twelve digits, a UUID. */
const REVISION = /^(?=.*\d)(?=.*[a-f])[\da-f]{12,}$|^[\da-f]{8}(?:-[\da-f]{4}){3}-[\da-f]{12}$/i;
/** Folders of many things. A data set in one of them is not called after it. */
const PLACE =
  /^(?:content|desktop|documents|downloads|drive|home|input|kaggle|media|mnt|music|my drive|opt|scratch|srv|tmp|users|volumes|work|working|workspace)$/i;
const PLACES = [homedir(), path.dirname(homedir()), tmpdir()];

/**
 * The name of a corpus in this folder: the name of the folder, or in a cache of downloads the name of the data set, because
 * the folders there are called after revisions and versions (`datasets--org--emo/snapshots/3f2a…`,
 * `datasets/org/emo/versions/3`). Generic names, versions and revisions are left out everywhere: `my-set/versions/2/wav` is
 * `my-set`. `Clips` for the root of a drive.
 */
export function folderName(folder: string): string {
  const names = folder.split(path.sep);
  const inside = [...names];
  while (inside.length > 0 && GENERIC.test(inside[inside.length - 1])) inside.pop();
  return (
    dataSetInCache(names) ?? dataSetInCache(inside) ?? nameAbove(folder) ?? (path.basename(folder) || 'Clips')
  );
}

/** The nearest name that is not generic; null if it is one of a place for many things. */
function nameAbove(folder: string): string | null {
  let at = folder;
  while (isGeneric(at)) at = path.dirname(at);
  const name = path.basename(at);
  return name === '' || PLACE.test(name) || PLACES.includes(at) ? null : name;
}

function isGeneric(folder: string): boolean {
  const name = path.basename(folder);
  const isVersion = /^\d+$/.test(name) && /^versions$/i.test(path.basename(path.dirname(folder)));
  return GENERIC.test(name) || REVISION.test(name) || isVersion;
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
