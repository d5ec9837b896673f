import { COLUMN_NAMES, plainName } from '#core/corpora/tables/column-names.ts';
import { type RawTable, tableOfRecords } from '#core/corpora/tables/raw-table.ts';
import { UserError } from '#shared/failure.ts';

/** Deeper values, and longer lists in a cell, are not part of a table of clips. */
const MAX_DEPTH = 4;
const MAX_LIST = 40;
/** More keys are values in the place of keys. */
const MAX_COLUMNS = 2000;

export type Json = string | number | boolean | null | Json[] | { [key: string]: Json };
export type JsonObject = { [key: string]: Json };

/**
 * A table in a JSON file: a list of objects; an object of them by name, as SpeechBrain and EmoBox write; an object of
 * columns, as pandas writes; an object of labels by path; or an object with one such list in it (`{"data": […]}`).
 */
export function parseJson(text: string): RawTable {
  let value: Json;
  try {
    value = JSON.parse(text) as Json;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new UserError('table-unreadable', `This is not valid JSON: ${error.message}.`, { cause: error });
  }
  const table = listed(value) ?? (isObject(value) ? keyed(value) : null);
  if (table === null)
    throw new UserError(
      'table-unreadable',
      'This JSON file is not a table of clips: it needs a list of objects with a path and an emotion each.',
    );
  return table;
}

/** One object in each line, as EmoBox and `metadata.jsonl` of Hugging Face have them. */
export function parseJsonLines(text: string): RawTable {
  const records = text.split(/\r\n|\n|\r/).flatMap((line, index) => {
    if (line.trim() === '') return [];
    let value: Json;
    try {
      value = JSON.parse(line) as Json;
    } catch (error) {
      if (!(error instanceof SyntaxError)) throw error;
      throw new UserError('table-unreadable', `Line ${index + 1} is not valid JSON: ${error.message}.`, {
        cause: error,
      });
    }
    if (!isObject(value))
      throw new UserError(
        'table-unreadable',
        `Line ${index + 1} is not a JSON object with a path and an emotion.`,
      );
    return [{ line: index + 1, values: flatten(value) }];
  });
  return withinLimit(tableOfRecords(records, 'line'));
}

function listed(value: Json): RawTable | null {
  return Array.isArray(value) && value.every(isObject) ? tableOfObjects(value) : null;
}

/** One row for each object. Values in objects and lists have columns of their own. */
export function tableOfObjects(objects: readonly JsonObject[]): RawTable {
  return withinLimit(
    tableOfRecords(
      objects.map((entry, index) => ({ line: index + 1, values: flatten(entry) })),
      'entry',
    ),
  );
}

function keyed(value: JsonObject): RawTable | null {
  const entries = Object.entries(value);
  const { columns, data } = value;
  if (Array.isArray(columns) && Array.isArray(data) && data.every(Array.isArray)) {
    const rows = data.map((cells, index) => ({ line: index + 1, cells: (cells as Json[]).map(cellOf) }));
    return { header: columns.map(cellOf), rows, unit: 'entry' };
  }
  const lists = entries.flatMap(([, inner]) => (Array.isArray(inner) && inner.length > 0 ? [inner] : []));
  if (lists.length === 1 && lists[0].every(isObject)) return listed(lists[0]);
  if (entries.some(([key]) => COLUMN_NAMES.path.includes(plainName(key)))) {
    const byColumn = columnsOf(entries);
    if (byColumn !== null) return byColumn;
  }
  if (entries.length > 0 && entries.every(([, inner]) => isObject(inner)))
    return withinLimit(
      tableOfRecords(
        entries.map(([key, inner], index) => ({
          line: index + 1,
          values: new Map([['key', key], ...flatten(inner as JsonObject)]),
        })),
        'entry',
      ),
    );
  if (entries.length > 0 && entries.every(([, inner]) => typeof inner === 'string')) {
    const rows = entries.map(([key, label], index) => ({ line: index + 1, cells: [key, String(label)] }));
    return { header: ['path', 'emotion'], rows, unit: 'entry' };
  }
  return null;
}

/** `{"path": ["a.wav", …], "emotion": […]}`, or objects by row in place of the lists; null for anything else. */
function columnsOf(entries: readonly [string, Json][]): RawTable | null {
  const columns = entries.map(([, inner]) =>
    Array.isArray(inner) ? inner : isObject(inner) ? Object.values(inner) : null,
  );
  const rows = columns[0]?.length ?? 0;
  if (columns.some((column) => column?.length !== rows || column.some((cell) => isObject(cell)))) return null;
  return {
    header: entries.map(([name]) => name),
    rows: Array.from({ length: rows }, (_, index) => ({
      line: index + 1,
      cells: columns.map((column) => cellOf(column![index])),
    })),
    unit: 'entry',
  };
}

/** An object's values by the path of their keys (`speaker.gender`). A list becomes one column for each value. */
function flatten(
  value: JsonObject,
  prefix = '',
  into = new Map<string, string>(),
  depth = 1,
): Map<string, string> {
  for (const [key, inner] of Object.entries(value)) {
    const name = `${prefix}${key}`;
    if (Array.isArray(inner))
      for (const [index, item] of inner.slice(0, MAX_LIST).entries())
        into.set(`${name} ${index + 1}`, cellOf(item));
    else if (isObject(inner)) {
      if (depth < MAX_DEPTH) flatten(inner, `${name}.`, into, depth + 1);
    } else into.set(name, cellOf(inner));
  }
  return into;
}

function withinLimit(table: RawTable): RawTable {
  if ((table.header?.length ?? 0) <= MAX_COLUMNS) return table;
  throw new UserError(
    'table-unreadable',
    `This file has more than ${MAX_COLUMNS} different keys, so it is not a table of clips.`,
  );
}

const isObject = (value: Json): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const cellOf = (value: Json): string =>
  value === null || typeof value === 'object' ? '' : String(value).trim();
