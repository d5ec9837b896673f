import { type Command, Option } from 'commander';
import { parseNumber, parseWhole } from '#cli/option-values.ts';
import { NETWORKS } from '#core/models/registry.ts';
import type { PlacedSetting } from '#shared/settings/catalogue.ts';
import { CATALOGUE, type RunSettings, SETTINGS, valueAt } from '#shared/settings/catalogue.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';
import { DEFAULT_PRESET, PRESETS } from '#shared/settings/presets.ts';
import { numberRange } from '#shared/settings/problem.ts';
import type { Entry } from '#shared/settings/setting.ts';
import { isGroup, SECTIONS } from '#shared/settings/setting.ts';

/** An option of `train` for a setting of a run: its flag, its place in the settings, and its help. */
interface SettingOption {
  flags: string;
  /** Old flags of the same setting, which the help does not show. */
  hiddenFlags?: readonly string[];
  path: readonly [group: string, key?: string];
  description: string;
  /** Of a switch: what `--no-…` does. */
  offDescription?: string;
  choices?: readonly string[];
  /** Complete groups of settings by name, which other options change. */
  sets?: Readonly<Record<string, object>>;
  /** Parses the argument. Without choices or a parser, the option is a switch: `--x` and `--no-x`. */
  parse?: (text: string) => unknown;
  /** The default as the help shows it; null if it has no short name. */
  default: string | number | boolean | null;
  /** The heading in the help. */
  group: string;
}

const text = (value: string) => value;

/** What the help shows as defaults. */
const DEFAULTS: RunSettings = PRESETS[DEFAULT_PRESET].settings(2);

function optionOf(setting: PlacedSetting): SettingOption[] {
  const { flag, hiddenFlags, group, key, offHelp, section, otherValues } = setting;
  const choices = otherValues ? undefined : setting.choices;
  if (flag === null) return [];
  const value = valueAt(DEFAULTS, setting);
  const range = numberRange(setting);
  const isSwitch = typeof setting.default === 'boolean';
  return [
    {
      flags: flag,
      hiddenFlags,
      path: key === null ? [group] : [group, key],
      description: describe(setting),
      offDescription: offHelp,
      choices: choices && Object.keys(choices),
      parse: isSwitch || choices ? undefined : range === null ? text : range.whole ? parseWhole : parseNumber,
      default: shownValue(value),
      group: SECTIONS[section],
    },
  ];
}

/** The option of a group that is chosen by the name of a set, such as `--augmentation none`. */
function optionOfSets([name, entry]: [string, Entry]): SettingOption[] {
  if (!isGroup(entry) || entry.sets === undefined || entry.shorthand !== undefined) return [];
  const sets = entry.sets;
  const byDefault = JSON.stringify(DEFAULTS[name as keyof RunSettings]);
  return [
    {
      flags: `--${name} <name>`,
      path: [name],
      description: 'a set of these settings; the options below change it',
      choices: Object.keys(sets),
      sets,
      default: Object.keys(sets).find((set) => JSON.stringify(sets[set]) === byDefault) ?? null,
      group: SECTIONS[entry.section],
    },
  ];
}

/** A value as the help shows it; an object by its name. */
function shownValue(value: unknown): string | number | boolean | null {
  if (typeof value === 'object') return (value as { name?: string } | null)?.name ?? null;
  return value as string | number | boolean;
}

/** With more names, the help does not list where a setting has an effect. */
const MAX_USERS = 4;

/** The help of a setting in one line: its effect, the meaning of 0, and the choices that use it. */
function describe({ group, help, usedWhen, choices, otherValues }: PlacedSetting): string {
  const [first, ...others] = help.replace(/[.]$/, '').split(/[.] (?=[A-Z0-9])/);
  const zero = others.find((sentence) => sentence.startsWith('0:'));
  const names = group === 'network' ? Object.keys(NETWORKS) : otherValues ? Object.keys(choices ?? {}) : [];
  const users = usedWhen?.is?.filter((value) => typeof value === 'string') ?? [];
  return [
    `${first[0].toLowerCase()}${first.slice(1)}${names.length > 0 ? `: ${names.join(', ')}` : ''}`,
    ...(zero === undefined ? [] : [zero]),
    ...(users.length > 0 && users.length <= MAX_USERS ? [`only with ${users.join(', ')}`] : []),
  ].join('; ');
}

const options = Object.entries(CATALOGUE).flatMap(([name, entry]: [string, Entry]) => [
  ...optionOfSets([name, entry]),
  ...SETTINGS.filter(({ group }) => group === name).flatMap(optionOf),
]);

export const SETTING_OPTIONS: readonly SettingOption[] = [
  {
    flags: '--preset <name>',
    path: ['preset'],
    description: 'a set of settings; other options override it',
    choices: Object.keys(PRESETS),
    default: DEFAULT_PRESET,
    group: SECTIONS.run,
  },
  // In the order of the catalogue under each heading.
  ...Object.values(SECTIONS).flatMap((heading) => options.filter(({ group }) => group === heading)),
];

/** Adds an option for every setting to `command`, with its default in the help. */
export function addSettingOptions(command: Command): void {
  for (const option of SETTING_OPTIONS) {
    const { flags, hiddenFlags = [], description, choices, parse, group } = option;
    if (choices === undefined && parse === undefined) {
      addSwitch(command, option);
      continue;
    }
    const help = option.default === null ? description : `${description} [${option.default}]`;
    for (const flag of [flags, ...hiddenFlags]) {
      const added = new Option(flag, help).hideHelp(flag !== flags);
      if (choices !== undefined) added.choices(choices);
      else if (parse !== undefined) added.argParser(parse);
      command.addOption(added.helpGroup(group));
    }
  }
}

/** The help shows the flag that changes the default. The other flag overrides a settings file. */
function addSwitch(command: Command, option: SettingOption): void {
  const { flags, description, offDescription = description, group } = option;
  const off = flags.replace(/^--/, '--no-');
  const changes = option.default === true ? off : flags;
  for (const flag of [flags, off]) {
    const help = flag === off ? offDescription : description;
    command.addOption(new Option(flag, help).helpGroup(group).hideHelp(flag !== changes));
  }
}

/** Only the settings that were given as options. */
export function settingsFromOptions(options: Record<string, unknown>): RunSettingsInput {
  const settings: Record<string, unknown> = {};
  for (const { flags, hiddenFlags = [], path, sets } of SETTING_OPTIONS) {
    const given = [flags, ...hiddenFlags]
      .map((flag) => options[new Option(flag).attributeName()])
      .find((value) => value !== undefined);
    if (given === undefined) continue;
    const [group, key] = path;
    if (key !== undefined) settings[group] = { ...(settings[group] as object | undefined), [key]: given };
    // Other options change the values of a set, so it is stored as values.
    else settings[group] = sets === undefined ? given : sets[String(given)];
  }
  return settings as RunSettingsInput;
}
