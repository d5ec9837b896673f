import { Accordion, Stack, Text, Title } from '@mantine/core';
import type { ReactNode } from 'react';
import type { RunSettings } from '#shared/settings/catalogue.ts';
import type { Section } from '#shared/settings/setting.ts';
import { settingsSummary } from '#shared/settings/summary.ts';
import classes from './train-page.module.css';

/** A part of the form with a title. Its fields are in columns that are aligned in all parts. */
export function FormSection({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className={classes.section}>
      <Title order={2} mb="xs">
        {title}
      </Title>
      <div className={classes.fields}>{children}</div>
    </section>
  );
}

/** Settings that are rarely changed, in a part that opens. While it is closed, its header shows a summary. */
export function MoreSettings({
  title,
  of,
  settings,
  children,
}: {
  title: string;
  of: readonly Section[];
  settings: RunSettings;
  children: ReactNode;
}) {
  return (
    <Accordion
      variant="contained"
      chevronPosition="left"
      multiple
      keepMounted={false}
      className={classes.more}
    >
      <Accordion.Item value={of[0]}>
        <Accordion.Control>
          {title}
          <Text size="xs" c="dimmed" truncate>
            {settingsSummary(settings, of).join(' · ')}
          </Text>
        </Accordion.Control>
        <Accordion.Panel>
          <Stack gap="sm">{children}</Stack>
        </Accordion.Panel>
      </Accordion.Item>
    </Accordion>
  );
}
