/** A long list that comes in pages. */

/**
 * How many pages to ask for: those that are there, and one more behind a full one.
 * @param sizes Rows of each page asked for so far; null: not there yet.
 */
export function pagesWanted(sizes: readonly (number | null)[], pageRows: number, most: number): number {
  const full = sizes.findIndex((size) => size === null || size < pageRows);
  return Math.min(most, full < 0 ? sizes.length + 1 : Math.max(1, full + 1));
}

/**
 * The rows of all pages up to the first that is not there yet; undefined without any. A row that stands in two pages
 * (a new one has pushed it on between two questions) is given once.
 */
export function joinPages<Row extends { id: string }>(
  pages: readonly (readonly Row[] | undefined)[],
): readonly Row[] | undefined {
  if (pages[0] === undefined) return undefined;
  const lacking = pages.indexOf(undefined);
  const there = (lacking < 0 ? pages : pages.slice(0, lacking)) as readonly (readonly Row[])[];
  if (there.length === 1) return there[0];
  const seen = new Set<string>();
  return there.flat().filter(({ id }) => !seen.has(id) && seen.add(id));
}
