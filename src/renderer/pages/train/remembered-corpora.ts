/** Which corpora the user ticks for training, in the browser's store. */
import type { TextStore } from '#renderer/parts/table/hidden-columns.ts';
import type { LibraryFolder } from '#shared/library.ts';

const KEY = 'train:corpora';

/**
 * The folders that are ticked at first: as the user has left each of them; otherwise all folders with recorded voices, or
 * those with synthetic voices where there are no others, because results on mixed voices say nothing about people.
 */
export function loadCorpora(store: TextStore | null, library: readonly LibraryFolder[]): string[] {
  const available = library.filter(({ there, clips }) => there && clips > 0);
  const onlySynthetic = hasOnlySynthetic(available);
  const choices = read(store);
  return available
    .filter((entry) => choices[entry.folder] ?? (onlySynthetic || !isSynthetic(entry)))
    .map(({ folder }) => folder);
}

const isSynthetic = ({ corpora }: LibraryFolder): boolean => corpora.some(({ synthetic }) => synthetic);

/** Whether there are no clips but of synthetic voices. */
export const hasOnlySynthetic = (library: readonly LibraryFolder[]): boolean =>
  library.filter(({ clips }) => clips > 0).every(isSynthetic);

/** Saves what the user has ticked or unticked. Ignores a store that is full or blocked. */
export function saveCorpora(
  store: TextStore | null,
  before: readonly string[],
  after: readonly string[],
): void {
  const choices = read(store);
  for (const folder of after) if (!before.includes(folder)) choices[folder] = true;
  for (const folder of before) if (!after.includes(folder)) choices[folder] = false;
  try {
    store?.setItem(KEY, JSON.stringify(choices));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
  }
}

/** The choice of each folder; empty if nothing valid is saved. */
function read(store: TextStore | null): Record<string, boolean> {
  try {
    const value: unknown = JSON.parse(store?.getItem(KEY) ?? '{}');
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return {};
    return Object.fromEntries(Object.entries(value).filter(([, chosen]) => typeof chosen === 'boolean'));
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return {};
  }
}
