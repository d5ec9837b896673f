/** A long list that is loaded in pages. */

/**
 * The number of pages to request: the loaded ones, and one more after a full page.
 * @param sizes Rows of each page that was requested so far; null: not loaded yet.
 */
export function pagesToLoad(sizes: readonly (number | null)[], pageRows: number, maxPages: number): number {
  const lastPage = sizes.findIndex((size) => size === null || size < pageRows);
  return Math.min(maxPages, lastPage < 0 ? sizes.length + 1 : Math.max(1, lastPage + 1));
}

/**
 * The rows of all pages before the first page that is not loaded; undefined if no page is loaded. A row that occurs in
 * two pages, because a new row moved it between two requests, is returned once.
 */
export function joinPages<Row extends { id: string }>(
  pages: readonly (readonly Row[] | undefined)[],
): readonly Row[] | undefined {
  if (pages[0] === undefined) return undefined;
  const missing = pages.indexOf(undefined);
  const loaded = (missing < 0 ? pages : pages.slice(0, missing)) as readonly (readonly Row[])[];
  if (loaded.length === 1) return loaded[0];
  const seen = new Set<string>();
  return loaded.flat().filter(({ id }) => !seen.has(id) && seen.add(id));
}
