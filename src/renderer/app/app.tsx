import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { Notifications } from '@mantine/notifications';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { HashRouter, Navigate, Route, Routes } from 'react-router';
import type { PageLaboratory } from '../laboratory/port.ts';
import { LaboratoryProvider } from '../laboratory/use-laboratory.tsx';
import { CorporaPage } from '../pages/corpora/corpora-page.tsx';
import { cssVariables, theme } from '../theme/theme.ts';
import { laterPage } from './later-page.ts';
import { Shell } from './shell.tsx';
import { useFreshness } from './use-freshness.ts';

// The first page is there at once; the others, and plotly with them, come when they are wanted.
const TrainPage = laterPage(async () => (await import('../pages/train/train-page.tsx')).TrainPage);
const RunsPage = laterPage(async () => (await import('../pages/runs/runs-page.tsx')).RunsPage);
const RunPage = laterPage(async () => (await import('../pages/run/run-page.tsx')).RunPage);
const RecognisePage = laterPage(
  async () => (await import('../pages/recognise/recognise-page.tsx')).RecognisePage,
);
const SettingsPage = laterPage(
  async () => (await import('../pages/settings/settings-page.tsx')).SettingsPage,
);

/** The whole page. */
export function App({ laboratory }: { laboratory: PageLaboratory }) {
  const [client] = useState(
    () =>
      new QueryClient({
        defaultOptions: { queries: { retry: false, refetchOnWindowFocus: false, gcTime: 10 * 60_000 } },
      }),
  );
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      <QueryClientProvider client={client}>
        <LaboratoryProvider laboratory={laboratory}>
          <ModalsProvider>
            <Notifications position="bottom-right" limit={4} />
            <HashRouter>
              <Freshness />
              <Routes>
                <Route element={<Shell />}>
                  <Route path="/corpora" element={<CorporaPage />} />
                  <Route path="/train" element={<TrainPage />} />
                  <Route path="/runs" element={<RunsPage />} />
                  <Route path="/runs/:id" element={<RunPage />} />
                  <Route path="/recognise" element={<RecognisePage />} />
                  <Route path="/settings" element={<SettingsPage />} />
                  <Route path="*" element={<Navigate to="/corpora" replace />} />
                </Route>
              </Routes>
            </HashRouter>
          </ModalsProvider>
        </LaboratoryProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

function Freshness() {
  useFreshness();
  return null;
}
