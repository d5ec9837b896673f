import path from 'node:path';
import { z } from 'zod';
import { identifierOf } from '#core/corpora/tables/cell-values.ts';
import { type RawTable, type Row, tableOfRecords } from '#core/corpora/tables/raw-table.ts';
import { decodeText, parseRows } from '#core/corpora/tables/table-text.ts';
import { UserError } from '#shared/failure.ts';
import { parseParquet } from './parquet.ts';

/** The header of a database of audformat, as far as it is used: https://audeering.github.io/audformat. */
const databaseSchema = z.looseObject({
  tables: z.record(
    z.string(),
    z.looseObject({
      type: z.enum(['filewise', 'segmented']),
      split_id: z.string().nullish(),
      columns: z.record(z.string(), z.looseObject({ scheme_id: z.string().nullish() })).nullish(),
    }),
  ),
  splits: z.record(z.string(), z.looseObject({ type: z.string().nullish() })).nullish(),
  schemes: z.record(z.string(), z.looseObject({ labels: z.unknown() })).nullish(),
});

/** Reads a file beside `db.yaml`. */
export type ReadBeside = (name: string) => Promise<Uint8Array>;

/**
 * The tables of a database of audformat, joined by file. `text`: `db.yaml`. Attributes of a label (the gender of a
 * speaker) become columns `speaker.gender`; the split of a table becomes a column `split`.
 *
 * Throws {@link UserError} `table-unreadable` for a damaged header and for tables that are missing or damaged.
 */
export async function parseAudformat(text: string, readBeside: ReadBeside): Promise<RawTable> {
  const database = await headerOf(text);
  const records = new Map<string, Entry>();
  for (const [id, table] of Object.entries(database.tables)) {
    const [head, ...rows] = await rowsOf(id, readBeside);
    if (head === undefined || head.cells[0] !== 'file') continue;
    const part = database.splits?.[table.split_id ?? '']?.type;
    for (const { cells } of rows) {
      const key = JSON.stringify(cells.slice(0, table.type === 'segmented' ? 3 : 1));
      const record = records.get(key) ?? { line: records.size + 1, values: new Map<string, string>() };
      records.set(key, record);
      if (part) record.values.set('split', part);
      // A later table adds what an earlier one does not have.
      addMissing(
        record.values,
        head.cells.map((name, column) => [name, cells[column] ?? '']),
      );
    }
  }
  joinFilesToParts(records);
  await addAttributes(database, [...records.values()], readBeside);
  return tableOfRecords([...records.values()], 'entry');
}

interface Entry {
  line: number;
  values: Map<string, string>;
}

function addMissing(values: Map<string, string>, others: Iterable<[string, string]>): void {
  for (const [name, value] of others) if (!values.get(name)) values.set(name, value);
}

/** What is known of a file with parts belongs to each of them; the file itself is not an entry then. */
function joinFilesToParts(records: Map<string, Entry>): void {
  for (const { values } of [...records.values()]) {
    if (!values.has('start')) continue;
    const whole = records.get(JSON.stringify([values.get('file')]));
    if (whole !== undefined) addMissing(values, whole.values);
  }
  const divided = new Set<string | undefined>();
  for (const { values } of records.values()) if (values.has('start')) divided.add(values.get('file'));
  for (const file of divided) records.delete(JSON.stringify([file]));
}

type Database = z.infer<typeof databaseSchema>;

async function headerOf(text: string): Promise<Database> {
  // Loaded when it is needed: every process would start later.
  const { parse } = await import('yaml');
  try {
    // The default limit of aliases prevents that a small file becomes a huge value.
    return databaseSchema.parse(parse(text));
  } catch (error) {
    if (!(error instanceof Error)) throw error;
    const why = error instanceof z.ZodError ? z.prettifyError(error) : error.message;
    throw new UserError(
      'table-unreadable',
      `This is not the header of an audformat database: ${why.slice(0, 300)}`,
      {
        cause: error,
      },
    );
  }
}

async function rowsOf(id: string, readBeside: ReadBeside): Promise<Row[]> {
  const name = `db.${id}.csv`;
  // The name comes from the file: it must not lead elsewhere.
  if (path.basename(name) !== name || /[\\/]/.test(id))
    throw new UserError(
      'table-unreadable',
      `The database names a table “${id}”, which is not a name of a file.`,
    );
  const csv = await besideOrNull(name, readBeside);
  if (csv !== null) return parseRows(decodeText(csv));
  const parquet = await besideOrNull(`db.${id}.parquet`, readBeside);
  if (parquet === null)
    throw new UserError(
      'table-unreadable',
      `Neither ${name} nor db.${id}.parquet is beside the header. Copy the tables of the database, too.`,
    );
  const { header, rows } = await parseParquet(parquet, (column) => column === 'start' || column === 'end');
  return [{ line: 0, cells: header ?? [] }, ...rows];
}

async function besideOrNull(name: string, readBeside: ReadBeside): Promise<Uint8Array | null> {
  try {
    return await readBeside(name);
  } catch (error) {
    if (error instanceof UserError && error.code === 'table-missing') return null;
    throw error;
  }
}

/** Adds the attributes of labels: of a dictionary in the header, or of a table of their own. */
async function addAttributes(
  database: Database,
  records: readonly { values: Map<string, string> }[],
  readBeside: ReadBeside,
): Promise<void> {
  const schemeOf = new Map<string, string>();
  for (const { columns } of Object.values(database.tables))
    for (const [name, { scheme_id }] of Object.entries(columns ?? {}))
      if (scheme_id) schemeOf.set(name, scheme_id);
  for (const [column, scheme] of schemeOf) {
    const attributes = await attributesOf(database.schemes?.[scheme]?.labels, readBeside);
    for (const { values } of records) {
      const own = attributes.get(identifierOf(values.get(column)) ?? '');
      for (const [name, value] of own ?? []) values.set(`${column}.${name}`, value);
    }
  }
}

async function attributesOf(
  labels: unknown,
  readBeside: ReadBeside,
): Promise<ReadonlyMap<string, ReadonlyMap<string, string>>> {
  const attributes = new Map<string, Map<string, string>>();
  if (typeof labels === 'string') {
    const [head, ...rows] = await rowsOf(labels, readBeside);
    for (const { cells } of rows)
      attributes.set(
        identifierOf(cells[0]) ?? '',
        new Map(head.cells.slice(1).map((name, index) => [name, cells[index + 1] ?? ''])),
      );
  } else if (typeof labels === 'object' && labels !== null && !Array.isArray(labels)) {
    for (const [label, own] of Object.entries(labels)) {
      if (typeof own !== 'object' || own === null) continue;
      const values = Object.entries(own).filter(([, value]) => ['string', 'number'].includes(typeof value));
      attributes.set(
        identifierOf(label) ?? '',
        new Map(values.map(([name, value]) => [name, String(value)])),
      );
    }
  }
  return attributes;
}
