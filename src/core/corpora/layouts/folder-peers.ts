/** The folders with sounds that were found in a scan, to see what is beside one of them. */
export interface FolderPeers {
  /** The names of the folders with the same parent as the one at `index` of `folders`, itself included. */
  beside(folders: readonly string[], index: number): ReadonlySet<string>;
  /** The names of all folders so many levels below the scanned one. */
  atLevel(index: number): ReadonlySet<string>;
  /** The names of the folders at `index` that have the first `depth` folders in common with `folders`. */
  under(folders: readonly string[], depth: number, index: number): ReadonlySet<string>;
  /** The paths, with `/`, of the folders that contain one of this name, so many levels below the scanned one. */
  placesOf(folder: string, index: number): ReadonlySet<string>;
  /** The folders of the sounds, each from the scanned one on. */
  all: readonly (readonly string[])[];
}

/** The peers among these folders. Each is given by the names of all folders from the scanned one on. */
export function folderPeers(all: readonly (readonly string[])[]): FolderPeers {
  const children = new Map<string, Set<string>>();
  const levels: Map<string, Set<string>>[] = [];
  const known = new Map<string, Set<string>>();
  const none: ReadonlySet<string> = new Set();
  const parentOf = (folders: readonly string[], index: number) => folders.slice(0, index).join('/');
  for (const folders of all) {
    for (const [index, folder] of folders.entries()) {
      const parent = parentOf(folders, index);
      const siblings = children.get(parent) ?? new Set();
      children.set(parent, siblings.add(folder));
      levels[index] ??= new Map();
      levels[index].set(folder, (levels[index].get(folder) ?? new Set()).add(parent));
    }
  }
  return {
    all,
    beside: (folders, index) => children.get(parentOf(folders, index)) ?? none,
    atLevel: (index) => new Set(levels[index]?.keys()),
    placesOf: (folder, index) => levels[index]?.get(folder) ?? none,
    under(folders, depth, index) {
      const place = parentOf(folders, depth);
      const key = `${index} ${place}`;
      const names =
        known.get(key) ??
        new Set(
          all
            .filter((other) => index < other.length && parentOf(other, depth) === place)
            .map((other) => other[index]),
        );
      known.set(key, names);
      return names;
    },
  };
}
