import { Alert, Stack, Tabs } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import type { Run } from '../../../../shared/runs.ts';
import { ConfidentErrors } from './confident-errors.tsx';
import { ConfusionPanel } from './confusion-panel.tsx';
import { EmotionTable } from './emotion-table.tsx';
import { EpochCurves } from './epoch-curves.tsx';
import { GroupFiguresPanel } from './group-figures-panel.tsx';
import { Headline } from './headline.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { SplitPanel } from './split-panel.tsx';

/** A run that has ended, as its record tells it. */
export function RunReport({ run }: { run: Run }) {
  const tested = run.test !== null;
  const [tab, setTab] = useState<string | null>(tested ? 'figures' : 'curves');
  return (
    <Stack gap="md">
      {run.synthetic && (
        <Alert color="yellow" variant="outline" py={8} px="sm" icon={<IconInfoCircle size={18} />}>
          <b>Synthetic voices.</b> Some or all of these clips were made by the program. The figures show that
          it works; they say nothing about people.
        </Alert>
      )}
      {run.test !== null && <Headline run={run} figures={run.test} />}
      <Tabs value={tab} onChange={setTab} keepMounted={false}>
        <Tabs.List mb="md">
          {tested && <Tabs.Tab value="figures">Figures</Tabs.Tab>}
          {tested && <Tabs.Tab value="confusion">Confusion</Tabs.Tab>}
          {tested && <Tabs.Tab value="groups">Corpora, sex, speakers</Tabs.Tab>}
          {tested && <Tabs.Tab value="errors">Confident errors</Tabs.Tab>}
          {!tested && <Tabs.Tab value="curves">Curves</Tabs.Tab>}
          <Tabs.Tab value="split">Split and audit</Tabs.Tab>
          <Tabs.Tab value="settings">Settings and environment</Tabs.Tab>
        </Tabs.List>
        {run.test !== null && (
          <>
            <Tabs.Panel value="figures">
              <Stack gap="lg">
                <EpochCurves run={run} />
                <EmotionTable figures={run.test} />
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="confusion">
              <ConfusionPanel run={run} figures={run.test} />
            </Tabs.Panel>
            <Tabs.Panel value="groups">
              <GroupFiguresPanel run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="errors">
              <ConfidentErrors run={run} />
            </Tabs.Panel>
          </>
        )}
        <Tabs.Panel value="curves">
          <EpochCurves run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="split">
          <SplitPanel run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="settings">
          <SettingsPanel run={run} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
