import { emotionNames } from '#shared/label-sets.ts';
import { isUsed, type PlacedSetting, type RunSettings, SETTINGS, valueAt } from './catalogue.ts';
import { ENCODER_FIELDS } from './encoder-features.ts';
import { MEL_FIELDS } from './mel-features.ts';
import { isReadyMade } from './ready-made-network.ts';

const FIELDS: typeof MEL_FIELDS = { ...ENCODER_FIELDS, ...MEL_FIELDS };

/** The parts of joined features. */
const PARTS: Readonly<Record<string, typeof MEL_FIELDS>> = { mel: MEL_FIELDS, encoder: ENCODER_FIELDS };

/** A setting with the text of its value. */
export interface SettingRow {
  /** As in settings files, such as `optimizer.learningRate`. */
  path: string;
  label: string;
  value: string;
}

/** The settings in the order of the catalogue, without those that are null, and without those of training where nothing is trained. Feature settings have one row per field. */
export function flatSettings(settings: RunSettings): SettingRow[] {
  return SETTINGS.flatMap((setting) => {
    const value = valueAt(settings, setting);
    if (value === null || (isReadyMade(settings) && !isUsed(settings, setting))) return [];
    if (setting.path === 'labels') return [labelRow(value as RunSettings['labels'], setting)];
    if (setting.text !== undefined) {
      const text = setting.text(value);
      return text === null ? [] : [{ path: setting.path, label: setting.label, value: text }];
    }
    if (typeof value === 'object') return fieldsOf(value, setting);
    return [{ path: setting.path, label: setting.label, value: valueText(value, setting) }];
  });
}

/** The name of a label set and its emotions. */
function labelRow(labels: RunSettings['labels'], { path, label }: PlacedSetting): SettingRow {
  return { path, label, value: `${labels.name}: ${emotionNames(labels).join(', ')}` };
}

function valueText(value: unknown, { unit, percent, choices }: PlacedSetting): string {
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (percent) return `${Number((100 * Number(value)).toPrecision(12))} %`;
  if (unit !== undefined) return `${value} ${unit}`;
  return choices?.[String(value)]?.label ?? String(value);
}

/** Of joined features, the fields of a part are those of its kind. */
function labelOf(field: string): { label: string; unit?: string } {
  const general = field.replace(/\.\d+\./, '.n.');
  const known = FIELDS[general];
  if (known !== undefined) return known;
  const [part, ...rest] = general.split('.');
  if (!Object.hasOwn(PARTS, part)) return { label: field };
  const ofPart = PARTS[part][rest.join('.')] ?? { label: rest.join('.') };
  return { ...ofPart, label: `${part}: ${ofPart.label}` };
}

/** One row per field of an object, with dotted paths. `before`: the path within the setting, with a dot. */
function fieldsOf(value: object, setting: PlacedSetting, before = ''): SettingRow[] {
  return Object.entries(value).flatMap(([key, inner]) => {
    const field = `${before}${key}`;
    if (inner === null) return [];
    const isList = Array.isArray(inner) && inner.every((item) => typeof item !== 'object' || item === null);
    if (typeof inner === 'object' && !isList) return fieldsOf(inner, setting, `${field}.`);
    const { label, unit } = labelOf(field);
    const plain = isList ? inner.map((item) => item ?? '–').join(', ') : String(inner);
    const text = unit === undefined ? plain : `${plain} ${unit}`;
    return [{ path: `${setting.path}.${field}`, label: `${setting.label}: ${label}`, value: text }];
  });
}
