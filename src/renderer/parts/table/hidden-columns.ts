import type { TableColumn } from './table-column.ts';

/** The part of `localStorage` that is used. */
export type TextStore = Pick<Storage, 'getItem' | 'setItem'>;

const key = (memory: string) => `columns:${memory}`;

/** The ids of the columns that the user has hidden; those hidden by default if nothing valid is saved. */
export function loadHiddenColumns<Row>(
  store: TextStore | null,
  memory: string | undefined,
  columns: readonly TableColumn<Row>[],
): ReadonlySet<string> {
  const known = new Set(columns.filter(({ fixed }) => !fixed).map(({ id }) => id));
  const written = memory === undefined ? null : (store?.getItem(key(memory)) ?? null);
  const recalled = written === null ? null : parse(written);
  return new Set(
    recalled?.filter((id) => known.has(id)) ?? columns.filter(({ hidden }) => hidden).map(({ id }) => id),
  );
}

/** Saves the hidden columns. Ignores a store that is full or blocked: the choice is then not saved. */
export function saveHiddenColumns(
  store: TextStore | null,
  memory: string | undefined,
  hidden: ReadonlySet<string>,
): void {
  if (memory === undefined) return;
  try {
    store?.setItem(key(memory), JSON.stringify([...hidden]));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The browser's store; null if it is blocked. */
export function browserStore(): TextStore | null {
  try {
    return window.localStorage;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return null;
  }
}

function parse(text: string): string[] | null {
  try {
    const value: unknown = JSON.parse(text);
    return Array.isArray(value) && value.every((id) => typeof id === 'string') ? value : null;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
