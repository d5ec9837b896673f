/** Named views of the table of runs. They are saved in the browser, like the choice of columns. */
import { z } from 'zod';
import type { TextStore } from '#renderer/parts/table/hidden-columns.ts';

/** A view of the table under a name. */
export interface SavedView {
  name: string;
  /** The parameters of the address: filters, search, sort, grouping. */
  search: string;
  /** The ids of the hidden columns. */
  hidden: readonly string[];
}

const KEY = 'views:runs';
export const MAX_VIEWS = 50;
export const MAX_VIEW_NAME = 60;

const viewsSchema = z
  .array(
    z.object({
      name: z.string().min(1).max(MAX_VIEW_NAME),
      search: z.string().max(20_000),
      hidden: z.array(z.string()),
    }),
  )
  .max(MAX_VIEWS);

/** The saved views, by name; none if nothing valid is saved. */
export function loadViews(store: TextStore | null): readonly SavedView[] {
  const text = store?.getItem(KEY) ?? null;
  if (text === null) return [];
  try {
    const parsed = viewsSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data : [];
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return [];
  }
}

/** Saves the views. Returns false if the store is full or blocked. */
export function saveViews(store: TextStore | null, views: readonly SavedView[]): boolean {
  if (store === null) return false;
  try {
    store.setItem(KEY, JSON.stringify(views));
    return true;
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return false;
  }
}

/** The views with this one added, or in place of the one with its name; sorted by name. */
export function withView(views: readonly SavedView[], view: SavedView): SavedView[] {
  return [...views.filter(({ name }) => name !== view.name), view].toSorted((a, b) =>
    a.name.localeCompare(b.name, 'en', { numeric: true }),
  );
}
