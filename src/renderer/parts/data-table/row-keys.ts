/** Where a key leads from the row at `index` (−1: none yet) of `count`; null for a key that leads nowhere. */
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
