import type { LabelSet } from '#shared/label-sets.ts';
import { LABELS } from '#shared/labels.ts';

/**
 * The labels that clips get for the emotions of a label set: its own name if that counts as it, else the first label that
 * does. A set that takes every label offers the known ones.
 */
export function emotionsToRecord({ emotions }: LabelSet): string[] {
  if (emotions.length === 0) return Object.keys(LABELS);
  const labels = emotions.map(({ name, labels }) => {
    const own = labels.filter((label) => !label.includes(':'));
    return own.includes(name) ? name : (own[0] ?? name);
  });
  return [...new Set(labels)];
}
