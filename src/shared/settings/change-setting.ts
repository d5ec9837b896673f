import { CATALOGUE, type RunSettings, settingAt, withValue } from './catalogue.ts';
import { earlyStoppingDefaults } from './early-stopping.ts';
import { changeOfKind } from './feature-kind-defaults.ts';
import { type Entry, isGroup } from './setting.ts';
import { storageProblem } from './storage.ts';

/**
 * The settings with one of them changed, or a whole group. Features of another kind bring their network. Another optimizer starts with its own defaults. Another engine than `webgpu` brings the storage float32. The epochs of
 * early stopping follow the number of epochs and the schedule unless the user has set them.
 *
 * @param path `epochs`, `optimizer.name`, or a group such as `augmentation`.
 * @throws Error if there is no such setting.
 */
export function changeSetting(settings: RunSettings, path: string, value: unknown): RunSettings {
  const next = withKind(changed(settings, path, value), settings.features.kind);
  const before = earlyStoppingDefaults(settings);
  const earlyStopping = { ...next.earlyStopping };
  for (const key of ['startEpoch', 'patience'] as const) {
    // `Object.is`, because an empty field is not a number, and then neither are the defaults that follow it.
    const followed = Object.is(settings.earlyStopping[key], before[key]);
    const untouched = Object.is(next.earlyStopping[key], settings.earlyStopping[key]);
    if (followed && untouched) earlyStopping[key] = earlyStoppingDefaults({ ...next, earlyStopping })[key];
  }
  return withPossibleStorage({ ...next, earlyStopping });
}

/** Another engine than the one that can store float16 stores float32: the field is then hidden, and would not be changed back. */
function withPossibleStorage(settings: RunSettings): RunSettings {
  const { storage, engine } = settings;
  return storageProblem(storage, engine) === null ? settings : { ...settings, storage: 'float32' };
}

/** With features of another kind come their network and augmentation. */
function withKind(settings: RunSettings, before: RunSettings['features']['kind']): RunSettings {
  const { kind } = settings.features;
  return { ...settings, ...changeOfKind(before, kind) };
}

function changed(settings: RunSettings, path: string, value: unknown): RunSettings {
  if (Object.hasOwn(CATALOGUE, path)) return { ...settings, [path]: value };
  const setting = settingAt(path);
  const entry: Entry = CATALOGUE[setting.group];
  const start = isGroup(entry) && entry.shorthand === setting.key ? entry.sets?.[String(value)] : undefined;
  const group = settings[setting.group] as Record<string, unknown> | null;
  const isSame = setting.key !== null && group?.[setting.key] === value;
  return start === undefined || isSame
    ? withValue(settings, setting, value)
    : { ...settings, [setting.group]: { ...start } };
}
