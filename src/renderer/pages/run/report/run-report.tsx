import { Alert, Stack, Tabs } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import type { ShownRun } from '#shared/runs.ts';
import { isReadyMade } from '#shared/settings/ready-made-network.ts';
import { ConfidentErrors } from './confident-errors.tsx';
import { RunConfusion } from './confusion-panel.tsx';
import { EmbeddingsPanel } from './embeddings-panel.tsx';
import { EmotionTable } from './emotion-table.tsx';
import { EpochCurves } from './epoch-curves.tsx';
import { GroupMetricsPanel } from './group-metrics-panel.tsx';
import { Headline } from './headline.tsx';
import { HowSure } from './how-sure.tsx';
import { OTHER_CORPORA } from './other-corpora-address.ts';
import { OtherCorporaPanel } from './other-corpora-panel.tsx';
import { RobustnessPanel } from './robustness-panel.tsx';
import { SettingsPanel } from './settings-panel.tsx';
import { SplitPanel } from './split-panel.tsx';

/** All tabs fit in one line of the smallest window. */
const NARROW_TABS = { tab: { paddingInline: 9 } };

/** The report of a run that has ended. */
export function RunReport({ run }: { run: ShownRun }) {
  const tested = run.test !== null;
  const canBeEvaluated = tested && run.status === 'finished';
  // A link to an evaluation opens its tab.
  const [params] = useSearchParams();
  const linked = canBeEvaluated && params.get('tab') === OTHER_CORPORA ? OTHER_CORPORA : null;
  const [tab, setTab] = useState<string | null>(linked ?? (tested ? 'results' : 'curves'));
  return (
    <Stack gap="md">
      {run.synthetic && (
        <Alert color="yellow" variant="outline" py={8} px="sm" icon={<IconInfoCircle size={18} />}>
          <b>Synthetic voices.</b> Some or all of these clips were made by the program. The results show that
          it works; they say nothing about people.
        </Alert>
      )}
      {run.test !== null && <Headline run={run} metrics={run.test} />}
      <Tabs value={tab} onChange={setTab} keepMounted={false} styles={NARROW_TABS}>
        <Tabs.List mb="md">
          {tested && <Tabs.Tab value="results">Results</Tabs.Tab>}
          {tested && <Tabs.Tab value="confusion">Confusion</Tabs.Tab>}
          {tested && <Tabs.Tab value="groups">Corpora, speakers</Tabs.Tab>}
          {tested && <Tabs.Tab value="errors">Confident errors</Tabs.Tab>}
          {canBeEvaluated && <Tabs.Tab value="map">Map</Tabs.Tab>}
          {canBeEvaluated && <Tabs.Tab value={OTHER_CORPORA}>Other corpora</Tabs.Tab>}
          {canBeEvaluated && <Tabs.Tab value="robustness">Robustness</Tabs.Tab>}
          {!tested && <Tabs.Tab value="curves">Curves</Tabs.Tab>}
          <Tabs.Tab value="split">Split and leakage</Tabs.Tab>
          <Tabs.Tab value="settings">Settings</Tabs.Tab>
        </Tabs.List>
        {run.test !== null && (
          <>
            <Tabs.Panel value="results">
              <Stack gap="lg">
                {!isReadyMade(run.settings) && <EpochCurves run={run} />}
                <EmotionTable metrics={run.test} />
                {run.calibration !== null && <HowSure run={run} calibration={run.calibration} />}
              </Stack>
            </Tabs.Panel>
            <Tabs.Panel value="confusion">
              <RunConfusion run={run} metrics={run.test} />
            </Tabs.Panel>
            <Tabs.Panel value="groups">
              <GroupMetricsPanel run={run} />
            </Tabs.Panel>
            <Tabs.Panel value="errors">
              <ConfidentErrors run={run} />
            </Tabs.Panel>
          </>
        )}
        {canBeEvaluated && (
          <Tabs.Panel value="map">
            <EmbeddingsPanel run={run} />
          </Tabs.Panel>
        )}
        {canBeEvaluated && (
          <Tabs.Panel value={OTHER_CORPORA}>
            <OtherCorporaPanel run={run} />
          </Tabs.Panel>
        )}
        {canBeEvaluated && (
          <Tabs.Panel value="robustness">
            <RobustnessPanel run={run} />
          </Tabs.Panel>
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
