/** The row that a key moves to from the row at `index` (−1: none) of `count`; null for other keys. `page`: rows per page. */
export function rowForKey(key: string, index: number, count: number, page: number): number | null {
  if (count === 0) return null;
  const last = count - 1;
  const within = (row: number) => Math.max(0, Math.min(last, row));
  switch (key) {
    case 'ArrowDown':
      return within(index + 1);
    case 'ArrowUp':
      return index < 0 ? last : within(index - 1);
    case 'PageDown':
      return within(Math.max(index, 0) + page);
    case 'PageUp':
      return within(index - page);
    case 'Home':
      return 0;
    case 'End':
      return last;
    default:
      return null;
  }
}

/**
 * What an arrow key does on a line of a table with groups: opens or folds a group, moves to the first row of an open
 * group, or to the group of a row. Null: nothing.
 */
export function groupForKey(
  key: string,
  { expanded, parent }: { expanded: boolean | null; parent: string | null },
): 'toggle' | 'first' | 'parent' | null {
  if (key === 'ArrowRight' && expanded !== null) return expanded ? 'first' : 'toggle';
  if (key === 'ArrowLeft' && expanded === true) return 'toggle';
  return key === 'ArrowLeft' && parent !== null ? 'parent' : null;
}
