import path from 'node:path';
import { fileOfPath, pathOfPart } from '#core/audio/sound-part.ts';
import { ageInCell, isUnclearSex, sexOf } from '#core/corpora/layouts/naming.ts';
import { ownWordList } from '#core/corpora/words/own-words.ts';
import { type Labelled, wordLabels } from '#core/corpora/words/word-labels.ts';
import type { Reader } from '#core/reader/reader.ts';
import { forEachBounded } from '#core/system/bounded-parallel.ts';
import type { NamedSplit, Problem, Votes } from '#shared/corpora.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import type { ColumnNames } from '#shared/corpus-tables.ts';
import { labelSchema } from '#shared/labels.ts';
import { identifierOf, namedSplitOf } from './cell-values.ts';
import { namedSplitOfList } from './list-split.ts';
import { parseTable } from './parse-table.ts';
import { partsOfRows } from './segment-times.ts';
import { emotionOfRows } from './table-labels.ts';
import { createPathFinder, type PathFinderOptions } from './table-paths.ts';
import { type ParsedTable, type TableRow, tableReading } from './table-reading.ts';

/** One clip of a table. Its file exists. Values of columns that the table does not have are null. */
export interface TableClip {
  /** Absolute; of a part of a file as in `audio/sound-part.ts`. */
  path: string;
  line: number;
  /** Its own label, as in `shared/labels.ts`. */
  emotion: string;
  /** The emotion as the table writes it. */
  code: string;
  /** Absent without several annotators. */
  votes?: Votes;
  speaker: string | null;
  sex: 'female' | 'male' | null;
  /** In years. */
  age?: number;
  sentence: string | null;
  intensity: string | null;
  split: NamedSplit | null;
  group: string | null;
  /** What the row says that is not understood. */
  warning?: string;
}

export interface Table extends Pick<ParsedTable, 'columns' | 'header'> {
  clips: TableClip[];
  problems: Problem[];
}

export interface TableOptions extends PathFinderOptions {
  /** Names of columns, for tables whose columns {@link findColumns} does not recognise. */
  columns?: ColumnNames;
  /** Parses the table in another process, as the laboratory does. If absent, this thread parses it. */
  reader?: Reader;
  signal?: AbortSignal;
  /** The split of clips whose row says none; default: what the table's name says. */
  split?: NamedSplit | null;
  /** The labels of words for emotions, as in a rule; null: clips with the word are left out. */
  words?: CorpusRule['words'];
}

/**
 * Reads a table of paths and emotions (`Emotions,Path` of the thesis, or other names in any order) in any of the formats
 * of `formats/`. Its files are found as {@link createPathFinder} says. Rows that cannot be used become problems:
 * `missing`, `unknown-emotion`, `duplicate` (listed twice) or `contradiction` (listed with two emotions, or annotators
 * disagree without a majority; the clip is not used).
 *
 * Throws {@link UserError}: `table-missing`, `table-unreadable`, `table-empty`, `table-columns`, `lfs-pointer`,
 * `cancelled`.
 */
export async function readTable(file: string, options: TableOptions = {}): Promise<Table> {
  const { columns, reader, signal } = options;
  const table =
    reader === undefined
      ? await parseTable(file, columns)
      : await reader.read(tableReading, { path: file, columns, ownWords: ownWordList() }, signal);
  const { rows, unit } = table;
  const { dir: folder, base: name } = path.parse(file);
  // A table that this program wrote names parts of files in its paths.
  const written = rows.map((row) => fileOfPath(row.path));
  const finder = createPathFinder(
    folder,
    written.map((row) => row.file),
    options,
  );
  const found: (string | null)[] = rows.map(() => null);
  await forEachBounded([...rows.keys()], 16, signal, async (index) => {
    if (written[index].file !== '') found[index] = await finder(written[index].file);
  });
  const isWanted = Boolean(columns?.start || columns?.end);
  const parts = partsOfRows(table, (index) => found[index], isWanted);

  const problems: Problem[] = [];
  const located: { row: TableRow; path: string }[] = [];
  const what = unit === 'line' ? 'Line' : 'Entry';
  for (const [index, row] of rows.entries()) {
    const at = found[index];
    const named = parts?.[index] ?? { part: written[index].part };
    if (at !== null && named.reason !== undefined)
      problems.push({
        path: at,
        code: 'unreadable',
        reason: `${what} ${row.line} of ${name}: ${named.reason}`,
      });
    else if (at !== null) located.push({ row, path: pathOfPart(at, named.part ?? null) });
    else if (row.path === '')
      problems.push({ path: file, code: 'missing', reason: `${what} ${row.line} of the table has no path.` });
    else
      problems.push({
        path: path.resolve(folder, row.path),
        code: 'missing',
        reason: `${what} ${row.line} of ${name}: ${row.path} does not exist. Check the path.`,
      });
  }
  const known = wordLabels(
    options.words ?? {},
    rows.flatMap(({ emotions }) => emotions),
  );
  const labelOf = (word: string) => labelOfCell(word, known(word));
  const { split = namedSplitOfList(file) } = options;
  const clips: TableClip[] = [];
  for (const [clipPath, entries] of Map.groupBy(located, (entry) => entry.path)) {
    const ofClip = entries.map(({ row }) => row);
    const { label, problem } = emotionOfRows(ofClip, { name, unit, labelOf });
    if (problem !== null) problems.push({ path: clipPath, ...problem });
    if (label !== null) clips.push(clipOf(clipPath, ofClip[0], label, split));
  }
  const { start: _, end: __, ...others } = table.columns;
  return { clips, problems, columns: parts === null ? others : table.columns, header: table.header };
}

/** A known label, or the word itself if it can be one: a label set decides as which emotion it counts. */
function labelOfCell(word: string, known: Labelled): Labelled {
  if (known.label !== null || known.isSkipped) return known;
  const own = labelSchema.safeParse(word.trim().replace(/\s+/g, ' ').toLowerCase());
  if (own.success) return { label: own.data, reason: null, isSkipped: false };
  return { ...known, reason: `“${word}” is not a word for an emotion.` };
}

function clipOf(
  clipPath: string,
  row: TableRow,
  label: Pick<TableClip, 'emotion' | 'code' | 'votes'>,
  split: NamedSplit | null,
): TableClip {
  return {
    path: clipPath,
    line: row.line,
    ...label,
    speaker: identifierOf(row.speaker),
    sex: sexOf(row.sex ?? ''),
    ...ageInCell(row.age),
    sentence: row.sentence,
    intensity: row.intensity,
    split: namedSplitOf(row.split) ?? split,
    // Parts of one recording share its room and its conversation.
    group: identifierOf(row.group) ?? recordingOf(clipPath),
    ...(row.sex !== null && isUnclearSex(row.sex)
      ? { warning: `The table's word for the sex, “${row.sex}”, is not known: use female and male.` }
      : {}),
  };
}

/** The name of the file that a clip is a part of; null for a whole file. */
function recordingOf(clipPath: string): string | null {
  const { file, part } = fileOfPath(clipPath);
  return part === null ? null : path.parse(file).name;
}
