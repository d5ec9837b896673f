/**
 * The settings of a run in the form that is hashed for its checkpoints.
 *
 * A run may be resumed by a later version that has more settings. A setting that was added after version 0.1.0 is
 * omitted if it has its `absent` value, which means the behaviour before the setting existed. Defaults are not used here,
 * so they may change without changing older hashes.
 */
import { CATALOGUE, type RunSettings } from './catalogue.ts';
import { type Entry, isGroup, type Setting } from './setting.ts';

/** JSON with sorted keys, equal for equal values. */
export function canonicalJson(value: unknown): string {
  return JSON.stringify(value, (_, inner: unknown) =>
    inner !== null && typeof inner === 'object' && !Array.isArray(inner)
      ? Object.fromEntries(Object.entries(inner).sort(([a], [b]) => (a < b ? -1 : 1)))
      : inner,
  );
}

/** The settings without those that have their `absent` value. */
export function settingsThatCount(settings: RunSettings): Record<string, unknown> {
  const entries = (Object.entries(CATALOGUE) as [keyof RunSettings, Entry][]).flatMap(([name, entry]) => {
    const value: unknown = settings[name];
    if (!isGroup(entry)) return counts(entry, value) ? [[name, countingPart(entry, value)]] : [];
    // Groups that can be null did not exist in the first versions.
    if (value === null) return [];
    const group = value as Record<string, unknown>;
    const inner = Object.entries(entry.settings).flatMap(([key, one]) =>
      counts(one, group[key]) ? [[key, group[key]]] : [],
    );
    return inner.length === 0 ? [] : [[name, Object.fromEntries(inner)]];
  });
  return Object.fromEntries(entries);
}

function counts(setting: Setting, value: unknown): boolean {
  const { absent } = setting;
  return (
    absent === undefined ||
    canonicalJson(countingPart(setting, value)) !== canonicalJson(countingPart(setting, absent))
  );
}

const countingPart = ({ counting }: Setting, value: unknown): unknown =>
  counting === undefined ? value : counting(value);
