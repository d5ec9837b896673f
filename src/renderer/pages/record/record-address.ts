import { PAGES } from '#shared/pages.ts';

/** The address of the page for a corpus, and for the recordings of one of its speakers. */
export function recordAddress(corpus?: string, speaker?: string): string {
  const query = new URLSearchParams({
    ...(corpus === undefined ? {} : { corpus }),
    ...(speaker === undefined ? {} : { speaker }),
  });
  return query.size === 0 ? PAGES.record.path : `${PAGES.record.path}?${query}`;
}
