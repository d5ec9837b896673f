import type { Clip, Layout, Problem } from '../../shared/corpora.ts';
import type { TableOptions } from './table.ts';

/** A corpus before its clips were read; drafts with one `key` are one corpus. */
export interface CorpusDraft {
  key: string;
  layout: Layout;
  /** To show, before it is made unique: `RAVDESS`, `TESS (synthetic)`, a folder's name. */
  name: string;
  /** The folder that holds all of it, perhaps above the one that was scanned, or the table. */
  folder: string;
  /** The argument of the scan in which it was found. */
  given: string;
  synthetic: boolean;
}

/** Somebody or something named in a family of corpora; family null: in its own corpus. */
export interface Identity {
  family: string | null;
  id: string;
}

/** A file that is a clip if it can be read. The fields of {@link Clip} mean what they mean there. */
export interface Candidate
  extends Pick<Clip, 'path' | 'emotion' | 'code' | 'sex' | 'intensity' | 'namedSplit' | 'warning'> {
  realPath: string;
  corpus: CorpusDraft;
  speaker: Identity | null;
  sentence: Identity | null;
}

/** A problem with the identity of its file, so that a file that another argument explains is not complained of. */
export interface FileProblem extends Problem {
  realPath: string;
}

/** What one argument of a scan holds. */
export interface Findings {
  candidates: Candidate[];
  problems: FileProblem[];
}

export interface CollectOptions extends TableOptions {
  /** Whether a folder is the synthesizer's. */
  isSynthetic: (folder: string) => Promise<boolean>;
  /** Called now and then with the number of files found so far. */
  onFound?: (files: number) => void;
  /** Asked before each folder with the number of files found so far: true ends the search early. */
  enough?: (files: number) => boolean;
}

/** The draft of a corpus. Equal layout, shown name and folder: one corpus, whatever arguments lead to it. */
export function draftCorpus(
  layout: Layout,
  name: string,
  folder: string,
  given: string,
  synthetic: boolean,
): CorpusDraft {
  const shown = synthetic ? `${name} (synthetic)` : name;
  return { key: JSON.stringify([layout, shown, folder]), layout, name: shown, folder, given, synthetic };
}

/** Who or what `id` is; the voices of the synthesizer are not those of the corpus whose layout they borrow. */
export function identify(family: string | null, id: string | null, synthetic: boolean): Identity | null {
  if (id === null) return null;
  return { family: family !== null && synthetic ? `${family} (synthetic)` : family, id };
}
