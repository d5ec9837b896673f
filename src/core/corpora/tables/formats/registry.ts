import path from 'node:path';
import type { RawTable } from '#core/corpora/tables/raw-table.ts';
import { decodeText, parseRows, requireText } from '#core/corpora/tables/table-text.ts';
import { parseAudformat, type ReadBeside } from './audformat.ts';
import { parseJson, parseJsonLines } from './json.ts';
import { isParquet, parseParquet } from './parquet.ts';

interface TableFormat {
  /** Whether a file is of this format, by its name and its text. The first format that is so reads it. */
  matches(name: string, text: string): boolean;
  parse(text: string, readBeside: ReadBeside): RawTable | Promise<RawTable>;
}

/** The formats of tables that are text. A new one is one file and one line here, and its ending in {@link TABLE_NAME}. */
const FORMATS: readonly TableFormat[] = [
  { matches: (name) => /\.ya?ml$/i.test(name), parse: parseAudformat },
  {
    matches: (name, text) => /\.(?:jsonl|ndjson)$/i.test(name) || /^\s*\{[^\n]*\}[ \t\r]*\n\s*\{/.test(text),
    parse: parseJsonLines,
  },
  { matches: (name, text) => /\.json$/i.test(name) || /^\s*[[{]\s*["[{]/.test(text), parse: parseJson },
  { matches: () => true, parse: (text) => ({ header: null, rows: parseRows(text), unit: 'line' }) },
];

/** The table in a file's bytes. Throws {@link UserError} `table-unreadable` and `lfs-pointer`. */
export async function parseBytes(file: string, bytes: Uint8Array, readBeside: ReadBeside): Promise<RawTable> {
  if (isParquet(bytes)) return parseParquet(bytes);
  const text = decodeText(bytes);
  requireText(text);
  const name = path.basename(file);
  return FORMATS.find((format) => format.matches(name, text))!.parse(text, readBeside);
}
