import { Checkbox, NumberInput, Select, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type PlacedSetting, settingAt, valueAt } from '#shared/settings/catalogue.ts';
import { numberRange, settingProblem } from '#shared/settings/problem.ts';
import type { Choice } from '#shared/settings/setting.ts';
import { Explained } from './explained.tsx';
import { optionsAbout } from './options-about.tsx';
import {
  isUsedInForm,
  scaleOf,
  shownNumber,
  type TrainForm,
  toggleVary,
  withSetting,
  withVaried,
} from './train-form.ts';
import { VariedField } from './varied-field.tsx';

/** The form, and the function that replaces it. */
export interface FormProps {
  form: TrainForm;
  setForm(form: TrainForm): void;
}

export interface SettingFieldProps extends FormProps {
  path: string;
  /** The choices by value, for a setting whose choices the catalogue does not have. */
  choices?: Readonly<Record<string, Choice>>;
  /** The chosen value; by default that of the form. */
  chosen?: string;
  /** Called with a choice; by default it is the value in the form. */
  onChoose?(value: string): void;
  /** The field has no effect now. */
  disabled?: boolean;
  /** The setting can be varied; by default unless it is disabled. */
  varies?: boolean;
}

/** Whether the form shows a field for the setting. */
export function hasField(form: TrainForm, setting: PlacedSetting): boolean {
  return isUsedInForm(form, setting) || !isHiddenWithoutEffect(setting);
}

/**
 * The field of any setting in the catalogue: a number, a percentage, a switch, a choice or a text, or several values of it. A
 * setting without effect is disabled, or not shown where it belongs to another choice, such as the momentum of another
 * optimizer.
 */
export function SettingField({
  form,
  setForm,
  path,
  disabled = false,
  varies = !disabled,
  ...choice
}: SettingFieldProps) {
  const setting = settingAt(path);
  const { choices = setting.choices, chosen, onChoose } = choice;
  const value = valueAt(form.settings, setting);
  const set = (next: unknown) => setForm(withSetting(form, path, next));
  const isEffective = isUsedInForm(form, setting);
  if (!isEffective && isHiddenWithoutEffect(setting)) return null;
  const { label, unit, help } = setting;
  const varied = form.vary[path];
  return (
    <Explained
      label={unit === undefined ? label : `${label} (${unit})`}
      help={help}
      varied={varied !== undefined}
      onVary={!varies ? undefined : () => setForm(toggleVary(form, path))}
    >
      {(explained) => {
        const field = { ...explained, disabled: disabled || !isEffective };
        if (varied !== undefined) {
          return (
            <VariedField
              {...field}
              path={path}
              choices={choices}
              input={varied}
              onChange={(input) => setForm(withVaried(form, path, input))}
            />
          );
        }
        if (typeof setting.default === 'boolean') {
          return (
            <Checkbox
              {...field}
              checked={value === true}
              onChange={(event) => set(event.currentTarget.checked)}
            />
          );
        }
        if (choices !== undefined) {
          return (
            <Select
              {...field}
              {...optionsAbout(choices)}
              comboboxProps={{ width: 340, position: 'bottom-start' }}
              rightSectionWidth={28}
              data={Object.entries(choices).map(([name, one]) => ({ value: name, label: one.label ?? name }))}
              value={chosen ?? String(value)}
              onChange={(next) => next !== null && (onChoose ?? set)(next)}
            />
          );
        }
        if (numberRange(setting) !== null) {
          return <NumberField {...field} setting={setting} value={value as number} onChange={set} />;
        }
        return (
          <TextInput
            {...field}
            placeholder="none"
            value={(value as string | null) ?? ''}
            onChange={(event) => set(event.currentTarget.value.trim() || null)}
          />
        );
      }}
    </Explained>
  );
}

/** Whether the setting belongs to one choice of a list and is hidden with other choices. */
function isHiddenWithoutEffect({ usedWhen }: PlacedSetting): boolean {
  return usedWhen !== undefined && settingAt(usedWhen.setting).choices !== undefined;
}

/** A number as typed. A value out of range stays and shows an error. An empty field is not a number. */
function NumberField({
  setting,
  value,
  onChange,
  ...field
}: {
  setting: PlacedSetting;
  value: number;
  onChange(value: number): void;
}) {
  // An incomplete number, such as `0.` or `-`.
  const [typed, setTyped] = useState<string | number>('');
  const scale = scaleOf(setting);
  const numberOf = (text: string | number) => (text === '' ? Number.NaN : Number(text) / scale);
  const shown = Number.isNaN(value) ? '' : shownNumber(setting, value);
  const { min, max } = numberRange(setting) ?? {};
  return (
    <NumberInput
      {...field}
      min={min === null || min === undefined ? undefined : min * scale}
      max={max === null || max === undefined ? undefined : max * scale}
      step={setting.step ?? 1}
      suffix={setting.percent ? ' %' : undefined}
      clampBehavior="none"
      error={settingProblem(setting, value)}
      value={Object.is(numberOf(typed), value) ? typed : shown}
      onChange={(next) => {
        setTyped(next);
        onChange(numberOf(next));
      }}
    />
  );
}
