/** The type of a setting of a run. One entry has everything that the program needs to know about a setting. */
import { z } from 'zod';

/** The values of another setting with which a setting has an effect. One of the two lists is given. */
interface Condition {
  /** The path of the other setting, such as `optimizer.name`. */
  setting: string;
  is?: readonly (string | number | boolean)[];
  isNot?: readonly (string | number | boolean)[];
}

/** A possible value with a line of description. */
export interface Choice {
  /** By default the value itself. */
  label?: string;
  about?: string;
}

/** The sections of `train --help` and of the Train page. */
export const SECTIONS = {
  run: 'Settings of the run (default in brackets):',
  optimizer: 'Optimizer:',
  schedule: 'Learning rate schedule:',
  stopping: 'Early stopping:',
  loss: 'Loss:',
  augmentation: 'Augmentation:',
  weights: 'Transfer learning:',
  engine: 'Engine and checkpoints:',
} as const;
export type Section = keyof typeof SECTIONS;

export interface Setting<S extends z.ZodType = z.ZodType> {
  /** Type and range, without a default: see {@link default} and {@link absent}. */
  schema: S;
  /** The default value. It may change in a later version. */
  default: z.output<S>;
  /**
   * For a setting that was added after version 0.1.0: the value that means the behaviour before the setting existed, such
   * as 0 for an augmentation. Records without the setting get this value, and the hash of checkpoints omits it. It must
   * never change.
   */
  absent?: z.output<S>;
  /** A noun. A unit is added to it. */
  label: string;
  /** One or two sentences: its effect, and a usual value. */
  help: string;
  /** For a switch: what the name of a run calls it, and `no …` where it is off. By default the label with on or off. */
  shortName?: string;
  unit?: string;
  step?: number;
  /** A share in 0…1, shown as a percentage. */
  percent?: boolean;
  /** The choices by value. Absent for numbers, switches and free text. */
  choices?: Readonly<Record<string, Choice>>;
  /** On the command line, other values than the choices are possible: names of the user's own, or files. */
  otherValues?: boolean;
  /** The option of `train`, such as `--time-masks <n>`; null: only the program sets it. */
  flag: string | null;
  /** Old names of the option, which work and are not shown. */
  hiddenFlags?: readonly string[];
  /** For a switch that is on by default: the effect of `--no-…`. */
  offHelp?: string;
  /** If absent, the setting always has an effect. */
  usedWhen?: Condition;
  /** The value that switches off what the setting adds (augmentation `none`). */
  off?: z.output<S>;
  /** Its value in the presets of the thesis. By default {@link absent}, or the default. */
  thesis?: z.output<S>;
  /** The part of a value that decides how a run behaves, in hashes and groups of runs. If absent, all of it. */
  counting?(value: z.output<S>): unknown;
  /** A value that is a list or an object, as one text in tables; null: not shown. If absent, its fields are shown. */
  text?(value: z.output<S>): string | null;
  /** The setting in a summary of a run; null: omitted. If absent, it is never in a summary. */
  summary?(value: z.output<S>): string | null;
}

/** A setting without a group. */
export interface SingleSetting<S extends z.ZodType = z.ZodType> extends Setting<S> {
  section: Section;
}

type Settings = Record<string, Setting>;

/** Settings that belong together: an object in the settings of a run. */
export interface SettingGroup<M extends Settings = Settings, Nullable extends boolean = boolean> {
  section: Section;
  settings: M;
  /** The group can be null, which is its default. */
  nullable: Nullable;
  /** The setting that a value instead of the group sets, as in `optimizer: 'adam'`. */
  shorthand?: string;
  /**
   * Complete groups by name. With a {@link shorthand}, they are the defaults for each of its values. Without one, their
   * names can be given instead of the group.
   */
  sets?: Readonly<Record<string, object>>;
}

/** Declares a setting of a group. */
export const setting = <S extends z.ZodType>(entry: Setting<S>): Setting<S> => entry;

/** Declares a setting without a group. */
export const singleSetting = <S extends z.ZodType>(entry: SingleSetting<S>): SingleSetting<S> => entry;

/** Declares a group. */
export function settingGroup<M extends Settings>(
  group: Omit<SettingGroup<M, false>, 'nullable'>,
): SettingGroup<M, false> {
  return { ...group, nullable: false };
}

/** Declares a group that can be null. */
export function optionalGroup<M extends Settings>(
  group: Omit<SettingGroup<M, true>, 'nullable'>,
): SettingGroup<M, true> {
  return { ...group, nullable: true };
}

export type Entry = SingleSetting | SettingGroup;

export function isGroup(entry: Entry): entry is SettingGroup {
  return 'settings' in entry;
}

/** The type of the values of a group's settings. */
export type ValuesOf<M extends Settings> = { -readonly [K in keyof M]: z.output<M[K]['schema']> };

/** The type of an entry's value. */
export type ValueOf<E> =
  E extends SettingGroup<infer M, infer Nullable>
    ? Nullable extends true
      ? ValuesOf<M> | null
      : ValuesOf<M>
    : E extends Setting<infer S>
      ? z.output<S>
      : never;

/** The schema of a group's value. A setting that is missing in a record gets its `absent` value. */
export function groupSchema<M extends Settings, N extends boolean>(
  group: SettingGroup<M, N>,
): z.ZodType<ValueOf<SettingGroup<M, N>>, ValueOf<SettingGroup<M, N>>> {
  const object = z.object(
    Object.fromEntries(Object.entries(group.settings).map(([key, entry]) => [key, readSchema(entry)])),
  );
  const schema = group.nullable ? object.nullable().default(null) : object;
  return schema as unknown as ReturnType<typeof groupSchema<M, N>>;
}

/** The schema of a setting for reading records. */
export function readSchema<S extends z.ZodType>(entry: Setting<S>): z.ZodType<z.output<S>> {
  const { schema, absent } = entry;
  return (absent === undefined ? schema : schema.default(absent as never)) as unknown as z.ZodType<
    z.output<S>
  >;
}

/** The defaults of a group's settings. */
export function groupDefaults<M extends Settings>(group: SettingGroup<M>): ValuesOf<M> {
  return Object.fromEntries(
    Object.entries(group.settings).map(([key, entry]) => [key, entry.default]),
  ) as ValuesOf<M>;
}

/** `z.enum` of the names in a registry. */
export const namesOf = <N extends string>(registry: Readonly<Record<N, unknown>>) =>
  z.enum(Object.keys(registry) as [N, ...N[]]);
