import { MultiSelect, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { SETTINGS } from '#shared/settings/catalogue.ts';
import { numberRange } from '#shared/settings/problem.ts';
import type { Choice } from '#shared/settings/setting.ts';
import { optionsAbout } from './options-about.tsx';
import { type VariedInput, valuesOf } from './train-form.ts';

/** Several values of a setting: typed numbers, ranges and texts, or chosen ones. */
export function VariedField({
  path,
  choices,
  input,
  onChange,
  ...field
}: {
  label: ReactNode;
  disabled?: boolean;
  path: string;
  /** Absent: the values are typed. */
  choices: Readonly<Record<string, Choice>> | undefined;
  input: VariedInput;
  onChange(input: VariedInput): void;
}) {
  const { problem } = valuesOf(path, input);
  if (typeof input !== 'string') {
    return (
      <MultiSelect
        {...field}
        {...optionsAbout(choices ?? {})}
        comboboxProps={{ width: 340, position: 'bottom-start' }}
        data={Object.entries(choices ?? {}).map(([name, one]) => ({ value: name, label: one.label ?? name }))}
        value={[...input]}
        error={problem}
        onChange={onChange}
      />
    );
  }
  const setting = SETTINGS.find((one) => one.path === path);
  return (
    <TextInput
      {...field}
      placeholder={
        setting && numberRange(setting)?.whole ? '16, 32 or 16..64 step 16' : '0.1, 0.2 or 1e-4..1e-2 log 3'
      }
      rightSection={setting?.percent ? '%' : undefined}
      value={input}
      error={problem}
      onChange={(event) => onChange(event.currentTarget.value)}
    />
  );
}
