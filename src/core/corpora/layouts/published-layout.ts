import type { Layout } from '#shared/corpora.ts';
import type { CompanionTables } from './companion-tables.ts';
import { agreesWithWord, labelOfWord } from './emotion-words.ts';
import { type NamedLayout, type Naming, stripCopyMark } from './naming.ts';

/** What a name says. Absent fields are null; see {@link Naming} for their meaning. */
interface NameFacts
  extends Pick<Naming, 'code' | 'label'>,
    Partial<
      Pick<
        Naming,
        | 'corpus'
        | 'speaker'
        | 'sex'
        | 'age'
        | 'sentence'
        | 'intensity'
        | 'group'
        | 'split'
        | 'key'
        | 'warning'
      >
    > {}

/** A published corpus whose names follow one scheme. */
export interface PublishedScheme {
  layout: Layout;
  /** The published name. */
  name: string;
  /** Reads a name whose copy mark is removed; null: not of this corpus. Arguments as in {@link NamedLayout}. */
  read(stem: string, folders: readonly string[]): NameFacts | null;
  /** Parts of the corpus, as in {@link NamedLayout}. */
  part?: RegExp;
  /** The names end with something like ` (1)`, which is no mark of a copy. */
  keepsBrackets?: true;
  isOwnFolder?: NamedLayout['isOwnFolder'];
  commonNames?: NamedLayout['commonNames'];
  companion?: CompanionTables;
}

/** Makes a layout from a scheme of names. A folder that names another emotion than the file contradicts it. */
export function publishedLayout(scheme: PublishedScheme): NamedLayout {
  const { layout, name, part, keepsBrackets, isOwnFolder, commonNames, companion } = scheme;
  return {
    isPart: (folder) => part?.test(folder) ?? false,
    isOwnFolder,
    commonNames,
    companion,
    readName(folders, stem) {
      const plain = keepsBrackets ? stem : stripCopyMark(stem);
      const facts = scheme.read(plain, folders);
      if (facts === null) return null;
      const { speaker = null, split = null, group = null } = facts;
      return {
        layout,
        corpus: name,
        family: name,
        speaker,
        sex: null,
        sentence: null,
        intensity: null,
        group,
        split,
        key: null,
        warning: null,
        recording: [layout, split, group, speaker, facts.code, plain.toLowerCase()].join(' '),
        contradiction: contradictionOf(facts, folders.at(-1) ?? ''),
        ...facts,
      };
    },
  };
}

function contradictionOf({ code, label }: NameFacts, parent: string): string | null {
  const folderLabel = labelOfWord(parent);
  if (folderLabel === null || label === null || agreesWithWord({ label, code }, parent)) return null;
  return `Name conflict: file says ${label} (${code}), folder says ${parent}. Move or rename the file.`;
}

/** An entry of a table of codes; null if the table does not have it. Safe for codes such as `constructor`. */
export function labelOf<T>(codes: Readonly<Record<string, T>>, code: string): T | null {
  return Object.hasOwn(codes, code) ? codes[code] : null;
}
