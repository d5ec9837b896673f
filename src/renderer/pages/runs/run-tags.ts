import type { RunSummary } from '#shared/answers.ts';

/** All tags in use, sorted by name. */
export function tagsOf(runs: readonly Pick<RunSummary, 'tags'>[]): string[] {
  const tags = new Set<string>();
  for (const run of runs) for (const tag of run.tags) tags.add(tag);
  return [...tags].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}
