import type { TableOptions } from '#core/corpora/tables/read-table.ts';
import type { Clip, Layout, Problem } from '#shared/corpora.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import type { UsedTable } from '#shared/corpus-tables.ts';

/** A corpus before its clips are read. Drafts with the same `key` are one corpus. */
export interface CorpusDraft {
  key: string;
  layout: Layout;
  /** The shown name, before it is made unique: `RAVDESS`, `TESS (synthetic)`, a folder's name. */
  name: string;
  /** The table, or the folder that contains the whole corpus. The folder can be above the scanned one. */
  folder: string;
  /** The argument of the scan that contains it. */
  given: string;
  synthetic: boolean;
  /** The table that the clip was read from. */
  table?: UsedTable;
}

/** A speaker, a sentence or a group. `family`: the corpora that share it; null: only its own corpus. */
export interface Identity {
  family: string | null;
  id: string;
}

/** A file that becomes a clip if it can be read. Fields of {@link Clip} have the same meaning as there. */
export interface Candidate
  extends Pick<
    Clip,
    'path' | 'emotion' | 'code' | 'votes' | 'sex' | 'age' | 'intensity' | 'namedSplit' | 'warning'
  > {
  realPath: string;
  corpus: CorpusDraft;
  speaker: Identity | null;
  sentence: Identity | null;
  group: Identity | null;
}

/** A problem with the real path of its file. It is dropped if another argument of the scan explains the file. */
export interface FileProblem extends Problem {
  realPath: string;
}

/** The contents of one argument of a scan. */
export interface Findings {
  candidates: Candidate[];
  problems: FileProblem[];
}

export interface CollectOptions extends Omit<TableOptions, 'files'> {
  /** The rule that the user gave a folder; null if there is none. Other folders are recognised by their names. */
  ruleOf?: (folder: string) => Promise<CorpusRule | null>;
  /** Whether a folder was written by the synthesizer. */
  isSynthetic: (folder: string) => Promise<boolean>;
  /** Called from time to time with the number of files found so far. */
  onFound?: (files: number) => void;
  /** Called before each folder with the number of files found so far. True ends the search early. */
  enough?: (files: number) => boolean;
}

/** What the name of a draft of synthetic voices ends with. */
const SYNTHETIC = ' (synthetic)';

/** The draft of a corpus. Drafts with equal layout, shown name and folder are one corpus, also across arguments. */
export function draftCorpus(
  layout: Layout,
  name: string,
  folder: string,
  given: string,
  synthetic: boolean,
): CorpusDraft {
  const shown = synthetic ? `${name}${SYNTHETIC}` : name;
  return { key: JSON.stringify([layout, shown, folder]), layout, name: shown, folder, given, synthetic };
}

/** Corpora that are called after folders. Of the others, one folder can have two (RAVDESS and RAVDESS song), or a rule the name. */
const CALLED_AFTER_FOLDERS: readonly string[] = ['folders', 'csv'];

/**
 * The key of a draft without a name that follows from folders, which another version of the program may choose otherwise. Other
 * text is returned unchanged.
 */
export function keyWithoutName(key: string): string {
  const parts = /^\["(\w+)",("(?:[^"\\]|\\.)*"),(.*)\]$/s.exec(key);
  if (parts === null || !CALLED_AFTER_FOLDERS.includes(parts[1])) return key;
  const [, layout, name, folder] = parts;
  return JSON.stringify([layout, name.endsWith(`${SYNTHETIC}"`), folder]);
}

/** The identity of `id`. Synthetic voices get a family of their own, apart from the corpus whose layout they use. */
export function identify(family: string | null, id: string | null, synthetic: boolean): Identity | null {
  if (id === null) return null;
  return { family: family !== null && synthetic ? `${family}${SYNTHETIC}` : family, id };
}
