/**
 * Adds the field names of version 0.1.0 to a result, for scripts that read `--json`: `recipe` beside each `features` of
 * a run or its settings, and the number of calm clips of a corpus. Returns a copy.
 */
export function withFormerNames(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withFormerNames);
  // Byte arrays are not records.
  if (typeof value !== 'object' || value === null || ArrayBuffer.isView(value)) return value;
  const entries = Object.entries(value).map(([key, inner]) => [key, withFormerNames(inner)]);
  const record: Record<string, unknown> = Object.fromEntries(entries);
  if ('network' in record && 'features' in record && !('recipe' in record))
    return { ...record, recipe: record.features };
  if ('layout' in record && 'speakers' in record && 'labels' in record)
    return { ...record, calm: (record.labels as Record<string, number>).calm ?? 0 };
  return record;
}
