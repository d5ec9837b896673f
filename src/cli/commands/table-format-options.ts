import type { Command } from 'commander';
import { UserError } from '#shared/failure.ts';
import { TABLE_FORMATS, type TableFormatName } from '#shared/tables/table-formats.ts';

/** Options of commands that print tables as documents. */
export type TableFormatOptions = { [N in TableFormatName]?: boolean } & { json?: boolean };

const NAMES = Object.keys(TABLE_FORMATS) as TableFormatName[];

/** Adds an option for each format: `--csv`, `--latex`, `--markdown`. */
export function addTableFormats(command: Command, of = ''): Command {
  return NAMES.reduce(
    (all, name) => all.option(`--${name}`, `${of}print ${TABLE_FORMATS[name].label}`),
    command,
  );
}

/**
 * The chosen format; null: none.
 * @throws UserError `usage` for several.
 */
export function chosenTableFormat({ json, ...options }: TableFormatOptions): TableFormatName | null {
  const chosen = NAMES.filter((name) => options[name]);
  if (chosen.length + (json ? 1 : 0) > 1) {
    throw new UserError('usage', 'Choose one of --json, --csv, --latex and --markdown.');
  }
  return chosen[0] ?? null;
}
