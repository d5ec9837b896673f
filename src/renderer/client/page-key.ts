import { PAGE_KEY_ITEM } from '#shared/page-key.ts';

/** The key that the link of the served page has stored; null if there is none or the browser stores nothing. */
export function readPageKey(): string | null {
  try {
    return window.localStorage.getItem(PAGE_KEY_ITEM);
  } catch {
    return null;
  }
}

/** Calls the listener when another tab has opened a new link. Returns a function that ends it. */
export function onNewPageKey(listener: () => void): () => void {
  const onStorage = ({ key }: StorageEvent) => {
    if (key === PAGE_KEY_ITEM) listener();
  };
  window.addEventListener('storage', onStorage);
  return () => window.removeEventListener('storage', onStorage);
}
