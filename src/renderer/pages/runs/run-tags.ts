import type { RunSummary } from '../../../shared/answers.ts';

/** Every tag in use, by name. */
export function tagsOf(runs: readonly Pick<RunSummary, 'tags'>[]): string[] {
  const tags = new Set<string>();
  for (const run of runs) for (const tag of run.tags) tags.add(tag);
  return [...tags].toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
}

/** The runs that have all of these tags; all of them without any. The same list when nothing is left out. */
export function runsWithTags(runs: readonly RunSummary[], tags: readonly string[]): readonly RunSummary[] {
  if (tags.length === 0) return runs;
  return runs.filter((run) => tags.every((tag) => run.tags.includes(tag)));
}
