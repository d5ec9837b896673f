import { brotliDecompressSync, gunzipSync, zstdDecompressSync } from 'node:zlib';
import type { Compressors, SchemaTree } from 'hyparquet';
import { COLUMN_NAMES, plainName } from '#core/corpora/tables/column-names.ts';
import type { RawTable } from '#core/corpora/tables/raw-table.ts';
import { UserError } from '#shared/failure.ts';
import { type Json, type JsonObject, tableOfObjects } from './json.ts';

/** More rows are not a table of clips. */
const MAX_ROWS = 500_000;

/** `PAR1` at both ends. */
export const isParquet = (bytes: Uint8Array): boolean =>
  bytes.length >= 12 &&
  [0, bytes.length - 4].every((at) => Buffer.from(bytes.subarray(at, at + 4)).toString('latin1') === 'PAR1');

/** Snappy is in the library. `length`: of the content, so that a small file cannot become a huge one. */
const COMPRESSORS: Compressors = {
  GZIP: (input, length) => gunzipSync(input, { maxOutputLength: length }),
  ZSTD: (input, length) => zstdDecompressSync(input, { maxOutputLength: length }),
  BROTLI: (input, length) => brotliDecompressSync(input, { maxOutputLength: length }),
};

/**
 * The table in an Apache Parquet file, as pandas, Hugging Face and audformat write it. Columns of bytes are left out.
 * `isSpan`: the columns of numbers that are time spans in nanoseconds, which become seconds; those of pandas are known.
 * @throws UserError `table-unreadable`.
 */
export async function parseParquet(
  bytes: Uint8Array,
  isSpan: (column: string) => boolean = () => false,
): Promise<RawTable> {
  // Loaded when it is needed: every process would start later.
  const { parquetMetadata, parquetReadObjects, parquetSchema } = await import('hyparquet');
  const file = bytes.slice().buffer;
  try {
    const metadata = parquetMetadata(file);
    if (metadata.num_rows > MAX_ROWS) throw unreadable(`It has ${metadata.num_rows} rows.`);
    const { children } = parquetSchema(metadata);
    const columns = children.filter((column) => !holdsBytes(column)).map(({ element }) => element.name);
    if (columns.length < children.length && !columns.some(isPath)) throw unreadable(AUDIO_INSIDE);
    const spans = pandasSpans(metadata.key_value_metadata);
    const rows: Record<string, unknown>[] = Array.from({ length: Number(metadata.num_rows) }, () => ({}));
    // One column at a time: where two are damaged, the library leaves the second error to the process.
    for (const column of columns) {
      const values = await parquetReadObjects({
        file,
        metadata,
        columns: [column],
        compressors: COMPRESSORS,
      });
      for (const [index, value] of values.entries()) Object.assign(rows[index], value);
    }
    const nanoseconds = (column: string) => spans.get(column) ?? (isSpan(column) ? 1 : undefined);
    return tableOfObjects(rows.map((row) => objectOf(row, nanoseconds)));
  } catch (error) {
    if (error instanceof UserError || !(error instanceof Error)) throw error;
    throw unreadable(`It is damaged, or of a kind that is not read: ${error.message.slice(0, 200)}.`, error);
  }
}

const AUDIO_INSIDE =
  'Its audio is inside of it. Save the clips as files, and their paths and emotions as a table (metadata.csv).';

const unreadable = (why: string, cause?: unknown) =>
  new UserError('table-unreadable', `This Parquet file cannot be used. ${why}`, { cause });

const isPath = (column: string) => COLUMN_NAMES.path.includes(plainName(column));

function holdsBytes({ element, children }: SchemaTree): boolean {
  if (children.length > 0) return children.some(holdsBytes);
  const isText = ['UTF8', 'ENUM', 'JSON', 'DECIMAL'].includes(element.converted_type ?? '');
  return (element.type === 'BYTE_ARRAY' || element.type === 'FIXED_LEN_BYTE_ARRAY') && !isText;
}

const UNITS: Readonly<Record<string, number>> = { ns: 1, us: 1e3, ms: 1e6, s: 1e9 };

/** The columns of time spans that pandas declares, each with the nanoseconds of its unit. */
function pandasSpans(pairs: readonly { key: string; value?: string }[] | undefined): Map<string, number> {
  const text = pairs?.find(({ key }) => key === 'pandas')?.value;
  if (text === undefined) return new Map();
  const { columns } = JSON.parse(text) as { columns?: { field_name?: string; numpy_type?: string }[] };
  return new Map(
    (columns ?? []).flatMap(({ field_name: name, numpy_type: type }) => {
      const unit = UNITS[/^timedelta64\[(\w+)\]$/.exec(String(type))?.[1] ?? ''];
      return unit === undefined || name === undefined ? [] : [[name, unit] as const];
    }),
  );
}

function objectOf(
  row: Record<string, unknown>,
  nanosecondsOf: (column: string) => number | undefined,
): JsonObject {
  return Object.fromEntries(
    Object.entries(row).map(([column, value]) => {
      const unit = nanosecondsOf(column);
      if (unit !== undefined && typeof value === 'bigint') return [column, (Number(value) * unit) / 1e9];
      return [column, jsonOf(value)];
    }),
  );
}

function jsonOf(value: unknown): Json {
  if (typeof value === 'bigint') return String(value);
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.map(jsonOf);
  if (typeof value === 'object' && value !== null)
    return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, jsonOf(inner)]));
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}
