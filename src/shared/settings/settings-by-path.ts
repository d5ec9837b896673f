/** The settings of a run by path, for comparing runs. */
import { UserError } from '#shared/failure.ts';
import { settingsThatCount } from './canonical.ts';
import { type RunSettings, SETTINGS } from './catalogue.ts';

const paths = new Set(SETTINGS.map(({ path }) => path));

/**
 * The settings that count by path, such as `epochs` or `optimizer.learningRate`; without those that have their `absent`
 * value. Runs with equal entries behave equally on the same data.
 */
export function settingsByPath(settings: RunSettings): Record<string, unknown> {
  return flattened(settingsThatCount(settings));
}

/** The same for recorded settings that this version does not accept: their entries as they are recorded. */
export function unknownSettingsByPath(settings: object): Record<string, unknown> {
  return flattened(settings);
}

/** Groups of settings become one entry per setting. A setting whose value is an object, such as `features`, stays whole. */
function flattened(settings: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(settings).flatMap(([name, value]): [string, unknown][] =>
      paths.has(name) || typeof value !== 'object' || value === null || Array.isArray(value)
        ? [[name, value]]
        : Object.entries(value).map(([key, inner]) => [`${name}.${key}`, inner]),
    ),
  );
}

/**
 * The paths of the given settings and of all settings that have an effect only with certain values of them: `protocol.name`
 * also gives `protocol.folds`. The name of a group gives all its settings.
 * @throws UserError `unknown-setting`.
 */
export function withDependentSettings(given: readonly string[]): ReadonlySet<string> {
  const chosen = new Set<string>();
  for (const path of given) {
    const found = SETTINGS.filter((setting) => setting.path === path || setting.group === path);
    if (found.length === 0) {
      throw new UserError(
        'unknown-setting',
        `There is no setting “${path}”. Use the names in settings files, such as seed or optimizer.learningRate.`,
      );
    }
    for (const setting of found) chosen.add(setting.path);
  }
  // Conditions can depend on conditions, so this repeats until nothing is added.
  for (let before = -1; before < chosen.size; ) {
    before = chosen.size;
    for (const { path, usedWhen } of SETTINGS) if (chosen.has(usedWhen?.setting ?? '')) chosen.add(path);
  }
  return chosen;
}
