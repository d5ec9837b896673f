import { Text } from '@mantine/core';
import type { Choice } from '#shared/settings/setting.ts';
import classes from './train-page.module.css';

/** Props of a list whose options show a description. */
export const optionsAbout = (choices: Readonly<Record<string, Choice>>) => ({
  renderOption: ({ option: { value, label = value } }: { option: { value: string; label?: string } }) => (
    <div>
      <Text size="sm">{label}</Text>
      {choices[value]?.about !== undefined && (
        <Text size="xs" c="dimmed">
          {choices[value].about}
        </Text>
      )}
    </div>
  ),
  // The list scrolls itself. A scroll area inside it would be one more tab stop.
  withScrollArea: false,
  classNames: { options: classes.options },
});
