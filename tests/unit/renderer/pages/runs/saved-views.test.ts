import { describe, expect, test } from 'vitest';
import { loadViews, type SavedView, saveViews, withView } from '#renderer/pages/runs/saved-views.ts';

/** A store with this text under the key of the views. */
function storeOf(text: string | null) {
  let written = text;
  return {
    getItem: () => written,
    setItem: (_: string, value: string) => {
      written = value;
    },
  };
}
const view = (name: string, search = '?sort=-uar'): SavedView => ({ name, search, hidden: ['notes'] });

describe('saved views', () => {
  test('are loaded as they were saved', () => {
    const store = storeOf(null);
    expect(loadViews(store)).toEqual([]);
    expect(saveViews(store, [view('a'), view('<b>')])).toBe(true);
    expect(loadViews(store)).toEqual([view('a'), view('<b>')]);
  });

  test('are sorted by name; a view replaces the one of its name', () => {
    const views = [view('view 10'), view('view 2')].reduce<readonly SavedView[]>(withView, []);
    expect(views.map(({ name }) => name)).toEqual(['view 2', 'view 10']);
    expect(withView(views, view('view 2', '?group=tag'))).toEqual([
      view('view 2', '?group=tag'),
      view('view 10'),
    ]);
  });

  test.each(['', '{', 'null', '{}', '[1]', '[{"name":"","search":"","hidden":[]}]', '[{"name":"x"}]'])(
    'that are not valid are ignored: %s',
    (text) => {
      expect(loadViews(storeOf(text))).toEqual([]);
    },
  );

  test('are not saved in a store that is blocked or full', () => {
    expect(loadViews(null)).toEqual([]);
    expect(saveViews(null, [view('a')])).toBe(false);
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new DOMException('full', 'QuotaExceededError');
      },
    };
    expect(saveViews(full, [view('a')])).toBe(false);
  });
});
