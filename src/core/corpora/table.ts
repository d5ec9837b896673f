import { open, stat } from 'node:fs/promises';
import path from 'node:path';
import type { Problem, SplitPart } from '../../shared/corpora.ts';
import type { Emotion } from '../../shared/emotions.ts';
import { UserError } from '../../shared/failure.ts';
import { forEachBounded } from './bounded.ts';
import { emotionOfWord } from './emotion-words.ts';
import { fileReason } from './file-reasons.ts';
import { sexOf, splitPartOf } from './naming.ts';
import { findColumns, type TableColumns } from './table-columns.ts';
import { createPathFinder } from './table-paths.ts';
import { decodeText, parseRows } from './table-text.ts';

/** Greater than any table of clips: 64 MiB hold some 500,000 rows. */
const GREATEST_BYTES = 64 * 2 ** 20;

/** One clip of a table: its file exists. Values of columns that the table lacks are null. */
export interface TableClip {
  /** Absolute. */
  path: string;
  line: number;
  emotion: Emotion;
  /** The emotion as the table writes it. */
  code: string;
  speaker: string | null;
  sex: 'female' | 'male' | null;
  sentence: string | null;
  intensity: string | null;
  split: SplitPart | null;
}

export interface Table {
  clips: TableClip[];
  problems: Problem[];
}

export interface TableOptions {
  /** Names of columns, for tables that {@link findColumns} cannot tell. */
  columns?: Partial<Record<keyof TableColumns, string>>;
  signal?: AbortSignal;
}

/**
 * Reads a table of paths and emotions (`Emotions,Path` of the thesis, or any other names and order). Paths are
 * absolute or relative to the table's folder; absolute paths of another machine are looked up below the table's
 * folder by their last parts. Rows that cannot be used become problems: `missing`, `unknown-emotion`, `duplicate`
 * (listed twice) or `contradiction` (listed with two emotions; neither row is taken).
 *
 * Throws {@link UserError}: `table-missing`, `table-unreadable`, `table-empty`, `table-columns`, `lfs-pointer`,
 * `cancelled`.
 */
export async function readTable(file: string, options: TableOptions = {}): Promise<Table> {
  const rows = parseRows(decodeText(await readTableBytes(file)));
  if (rows.length === 0) throw new UserError('table-empty', `The table ${file} has no rows.`);
  const { columns, hasHeader } = findColumns(
    rows.map(({ cells }) => cells),
    options.columns,
  );
  const body = hasHeader ? rows.slice(1) : rows;
  const finder = createPathFinder(
    path.dirname(file),
    body.map(({ cells }) => cells[columns.path] ?? ''),
  );

  const clips: (TableClip | null)[] = body.map(() => null);
  const problems: Problem[] = [];
  const indices = body.map((_, index) => index);
  await forEachBounded(indices, 16, options.signal, async (index) => {
    const { line, cells } = body[index];
    const written = cells[columns.path] ?? '';
    const code = cells[columns.emotion] ?? '';
    const cell = (column: number | null) => (column === null ? null : (cells[column] ?? '') || null);
    const emotion = emotionOfWord(code);
    if (written === '') {
      problems.push({ path: file, code: 'missing', reason: `Line ${line} of the table names no file.` });
      return;
    }
    const found = await finder(written);
    if (found === null) {
      problems.push({
        path: path.resolve(path.dirname(file), written),
        code: 'missing',
        reason: `Line ${line} of ${path.basename(file)} names ${written}, and there is no such file.`,
      });
      return;
    }
    if (emotion === null) {
      problems.push({ path: found, code: 'unknown-emotion', reason: unknownReason(file, line, code) });
      return;
    }
    clips[index] = {
      path: found,
      line,
      emotion,
      code,
      speaker: cell(columns.speaker),
      sex: sexOf(cell(columns.sex) ?? ''),
      sentence: cell(columns.sentence),
      intensity: cell(columns.intensity),
      split: splitPartOf(cell(columns.split) ?? ''),
    };
  });
  return withoutRepeats(
    clips.filter((clip) => clip !== null),
    problems,
  );
}

async function readTableBytes(file: string): Promise<Uint8Array> {
  try {
    // A pipe or a device would be read for ever; it must not even be opened.
    const stats = await stat(file);
    if (!stats.isFile()) throw new UserError('table-unreadable', `${file} is not a file.`);
    if (stats.size > GREATEST_BYTES)
      throw new UserError('table-unreadable', `${file} is too large for a table of clips (over 64 MB).`);
    await using handle = await open(file);
    return await handle.readFile();
  } catch (error) {
    if (error instanceof UserError) throw error;
    const reason = fileReason(error);
    if (reason === null) throw error;
    const code = reason.code === 'missing' ? 'table-missing' : 'table-unreadable';
    throw new UserError(code, `${file}: ${reason.reason}`, { cause: error });
  }
}

function unknownReason(file: string, line: number, code: string): string {
  const where = `Line ${line} of ${path.basename(file)}`;
  return code === ''
    ? `${where} names no emotion.`
    : `${where} says “${code}”, which is none of the seven emotions.`;
}

/** Keeps the first of the rows that name one file, and none of them where they disagree. */
function withoutRepeats(clips: readonly TableClip[], problems: Problem[]): Table {
  const byPath = Map.groupBy(clips, (clip) => clip.path);
  const kept: TableClip[] = [];
  for (const [file, rows] of byPath) {
    const lines = rows.map(({ line }) => line).join(' and ');
    const emotions = new Set(rows.map(({ emotion }) => emotion));
    if (emotions.size > 1) {
      const reason = `Lines ${lines} of the table name it as ${[...emotions].join(' and ')}: one of them is wrong.`;
      problems.push({ path: file, code: 'contradiction', reason });
      continue;
    }
    kept.push(rows[0]);
    if (rows.length > 1)
      problems.push({
        path: file,
        code: 'duplicate',
        reason: `Lines ${lines} of the table name it; it counts once.`,
      });
  }
  return { clips: kept, problems };
}
