import type { ComparedSetting } from '#shared/comparison.ts';
import { correctionsText } from '#shared/corrections.ts';
import type { RunDescription } from '#shared/runs.ts';
import { isUsed, SETTINGS } from '#shared/settings/catalogue.ts';
import { flatSettings, type SettingRow } from '#shared/settings/flat-settings.ts';

/**
 * All settings of the items, one row each, in the order of the catalogue. Settings without effect with an item's other
 * settings are null there, so that they never count as a difference between two runs that both ignore them.
 */
export function comparedSettings(items: readonly (readonly RunDescription[])[]): ComparedSetting[] {
  const rows = new Map<string, { label: string; values: Set<string>[]; recorded: Set<RecordedValue>[] }>();
  const order: string[] = [];
  items.forEach((runs, item) => {
    for (const { settings } of runs) {
      let previous = -1;
      for (const { path, label, value } of effectiveSettings(settings)) {
        let row = rows.get(path);
        if (row === undefined) {
          row = { label, values: items.map(() => new Set()), recorded: items.map(() => new Set()) };
          rows.set(path, row);
          // After the row before it in this run, so that rows which only some runs have are in their place.
          order.splice(previous + 1, 0, path);
        }
        previous = order.indexOf(path);
        row.values[item].add(value);
        row.recorded[item].add(recordedValue(settings, path));
      }
    }
  });
  return order.map((path) => {
    const { label, values, recorded } = rows.get(path)!;
    const texts = values.map((set) => (set.size === 0 ? null : [...set].sort(byNumber).join(', ')));
    return {
      path,
      label,
      values: texts,
      recorded: recorded.map((set) => [...set]),
      differs: new Set(texts).size > 1,
    };
  });
}

type RecordedValue = ComparedSetting['recorded'][number][number];

/** The value at a dotted path of the settings; of a label set its name, of corrections a summary. */
function recordedValue(settings: RunDescription['settings'], path: string): RecordedValue {
  const value = path
    .split('.')
    .reduce<unknown>((inner, key) => (inner as Record<string, unknown>)[key], settings);
  if (path === 'corrections') return correctionsText(settings.corrections ?? []);
  if (path === 'labels') return settings.labels.name;
  return (Array.isArray(value) ? value.join(', ') : value) as RecordedValue;
}

function effectiveSettings(settings: RunDescription['settings']): SettingRow[] {
  const unused = SETTINGS.filter((setting) => !isUsed(settings, setting)).map(({ path }) => path);
  return flatSettings(settings).filter(
    ({ path }) => !unused.some((one) => path === one || path.startsWith(`${one}.`)),
  );
}

const byNumber = (a: string, b: string): number => a.localeCompare(b, 'en', { numeric: true });
