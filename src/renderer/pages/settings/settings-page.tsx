import { SegmentedControl, Stack, Tabs, useMantineColorScheme } from '@mantine/core';
import { useSearchParams } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { PAGES } from '#shared/pages.ts';
import { AboutPanel } from './about-panel.tsx';
import { ComputingChoicePanel } from './computing-choice-panel.tsx';
import { EncodersPanel } from './encoders-panel.tsx';
import { EnginesPanel } from './engines-panel.tsx';
import { FoldersPanel } from './folders-panel.tsx';
import { ModelsPanel } from './models-panel.tsx';
import { NativeRuntimePanel } from './native-runtime-panel.tsx';
import { NotificationsPanel } from './notifications-panel.tsx';
import { Section } from './section.tsx';
import { WordsPanel } from './words-panel.tsx';

/** Computing, models, words for emotions, folders, appearance, and information about the program. */
export function SettingsPage() {
  const [query, setQuery] = useSearchParams();
  const tab = query.get('tab') ?? 'computing';
  const setTab = (next: string | null) => setQuery(next === null ? {} : { tab: next }, { replace: true });
  const doctor = useRequest('doctor', {}, { staleMs: 60_000 });
  return (
    <Stack gap={0}>
      <PageHeader title={PAGES.settings.title} />
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          <Tabs.Tab value="computing">Computing</Tabs.Tab>
          <Tabs.Tab value="models">Models</Tabs.Tab>
          <Tabs.Tab value="encoders">Encoders</Tabs.Tab>
          <Tabs.Tab value="words">Words</Tabs.Tab>
          <Tabs.Tab value="folders">Folders</Tabs.Tab>
          <Tabs.Tab value="appearance">Appearance</Tabs.Tab>
          <Tabs.Tab value="about">About</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="computing">
          <Stack gap="lg">
            <FailureNote failure={doctor.failure} />
            <EnginesPanel doctor={doctor.data} asking={doctor.asking} again={doctor.again} />
            <ComputingChoicePanel doctor={doctor.data} />
            <NativeRuntimePanel />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="models">
          <ModelsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="encoders">
          <EncodersPanel />
        </Tabs.Panel>
        <Tabs.Panel value="words">
          <WordsPanel />
        </Tabs.Panel>
        <Tabs.Panel value="folders">
          <FoldersPanel doctor={doctor.data} />
        </Tabs.Panel>
        <Tabs.Panel value="appearance">
          <Stack gap="lg">
            <Appearance />
            <NotificationsPanel />
          </Stack>
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <AboutPanel />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}

function Appearance() {
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <Section title="Theme" about="Plots are saved dark on white in both themes.">
      <SegmentedControl
        aria-label="Theme"
        w="fit-content"
        value={colorScheme}
        onChange={(value) => setColorScheme(value as typeof colorScheme)}
        data={[
          { value: 'auto', label: 'System' },
          { value: 'light', label: 'Light' },
          { value: 'dark', label: 'Dark' },
        ]}
      />
    </Section>
  );
}
