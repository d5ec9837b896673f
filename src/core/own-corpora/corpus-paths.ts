import { join } from 'node:path';

/** The paths of one own corpus. Its folder holds only what belongs to the corpus, so that it can be copied as it is. */
export interface CorpusPaths {
  /** `NAME/`: the corpus itself. */
  folder: string;
  /** `NAME/corpus.json`: name, prompts, speakers and consent. */
  sheet: string;
  /** `NAME/metadata.csv`: the clips. */
  table: string;
  /** `NAME/speakers.csv`. */
  speakers: string;
  /** `NAME/README.txt`. */
  readme: string;
  /** `NAME/consent-CODE.txt`: the statement, who gave it, and when. */
  consent(code: string): string;
  /** `NAME/CODE/`: the takes that count. */
  clips(code: string): string;
  /** `.takes/NAME/`: the others, in a folder for each speaker. */
  takes: string;
  otherTakes(code: string): string;
  /** `.trash/NAME/`: the clips of withdrawn speakers, in one folder for each withdrawal. */
  trash: string;
}

/** The trash of all own corpora. */
export const trashFolder = (root: string): string => join(root, '.trash');

/** `root`: the folder of all own corpora. `name` and codes have been checked: they contain no separator. */
export function corpusPaths(root: string, name: string): CorpusPaths {
  const folder = join(root, name);
  return {
    folder,
    sheet: join(folder, 'corpus.json'),
    table: join(folder, 'metadata.csv'),
    speakers: join(folder, 'speakers.csv'),
    readme: join(folder, 'README.txt'),
    consent: (code) => join(folder, `consent-${code}.txt`),
    clips: (code) => join(folder, code),
    takes: join(root, '.takes', name),
    otherTakes: (code) => join(root, '.takes', name, code),
    trash: join(trashFolder(root), name),
  };
}
