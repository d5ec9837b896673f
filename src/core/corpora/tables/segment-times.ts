import type { SoundPart } from '#core/audio/sound-part.ts';
import type { ParsedTable, TableRow } from './table-reading.ts';

/** The part of its file that a row names, null for the whole file; or why it names none. */
export type RowPart = { part: SoundPart | null; reason?: undefined } | { part?: undefined; reason: string };

/** Nobody acts one emotion for longer without a break: such a number counts samples or milliseconds. */
const LONGEST_SECONDS = 600;

/**
 * The parts of files that a table's columns `start` and `end` name. Null if the table does not divide files: many tables
 * list each file once, with the times at which it was cut out of a film or a session. `wanted`: the user named the
 * columns. `fileOf(index)`: the file of a row, null if it was not found.
 */
export function partsOfRows(
  { rows, columns }: Pick<ParsedTable, 'rows' | 'columns'>,
  fileOf: (index: number) => string | null,
  wanted: boolean,
): RowPart[] | null {
  if (columns.start === undefined && columns.end === undefined) return null;
  const partsOfFile = new Map<string, string>();
  const divided = rows.some(({ start, end }, index) => {
    const file = fileOf(index);
    if (file === null) return false;
    const times = `${start} ${end}`;
    const first = partsOfFile.get(file);
    if (first === undefined) partsOfFile.set(file, times);
    return first !== undefined && first !== times;
  });
  if (!divided && !wanted) return null;
  const units = { start: unitOf(columns.start), end: unitOf(columns.end) };
  return rows.map((row) => partOf(row, units));
}

function partOf({ start, end }: TableRow, units: { start: number; end: number }): RowPart {
  if (start === null && end === null) return { part: null };
  const from = start === null ? 0 : secondsOf(start, units.start);
  const to = end === null ? null : secondsOf(end, units.end);
  const wrong = from === undefined ? start : to === undefined ? end : null;
  if (wrong !== null)
    return {
      reason: `“${wrong}” is not a time. Write seconds (12.5) or hours, minutes and seconds (0:00:12.5).`,
    };
  if (to !== null && to! <= from!) return { reason: `The part ends at ${to} s, but begins at ${from} s.` };
  if (to !== null && to! - from! > LONGEST_SECONDS)
    return {
      reason: `The part from ${start} to ${end} would last ${Math.round((to! - from!) / 60)} minutes. Write the times in seconds.`,
    };
  return { part: { startSeconds: from!, endSeconds: to! } };
}

/** Seconds of one unit of a column, by its name: `start_ms`, `onset (msec)`. */
const unitOf = (name: string | undefined): number =>
  /(?:^|[^a-z])(?:ms|msecs?|millis?|milliseconds?)(?:[^a-z]|$)|[a-z]Ms$/i.test(name ?? '') ? 0.001 : 1;

/** `12.5`, `12,5`, `1:02.5`, `0:01:02.5`, and `0 days 00:01:02.5` of pandas; undefined for other text. */
function secondsOf(text: string, unit: number): number | undefined {
  const plain = text.trim().replace(',', '.');
  if (/^\d+(?:\.\d+)?(?:e[+-]?\d+)?$/i.test(plain)) return Number(plain) * unit;
  const clock =
    /^(?:(?<days>\d+) days?(?: |$))?(?:(?:(?<hours>\d+):(?=[0-5]?\d:))?(?<minutes>\d{1,2}):(?<seconds>[0-5]?\d(?:\.\d+)?))?$/.exec(
      plain,
    );
  if (plain === '' || clock?.groups === undefined) return undefined;
  const { days = '0', hours = '0', minutes = '0', seconds = '0' } = clock.groups;
  return ((Number(days) * 24 + Number(hours)) * 60 + Number(minutes)) * 60 + Number(seconds);
}
