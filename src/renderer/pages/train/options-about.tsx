import { Text } from '@mantine/core';
import classes from './train-page.module.css';

/** For a list whose options each have a line on what they are. */
export const optionsAbout = (about: Readonly<Record<string, string | undefined>>) => ({
  renderOption: ({ option: { value, label = value } }: { option: { value: string; label?: string } }) => (
    <div>
      <Text size="sm">{label}</Text>
      {about[value] !== undefined && (
        <Text size="xs" c="dimmed">
          {about[value]}
        </Text>
      )}
    </div>
  ),
  // The list scrolls itself: a scroll area in it would be one more thing that the keys have to go to.
  withScrollArea: false,
  classNames: { options: classes.options },
});
