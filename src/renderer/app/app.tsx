import { MantineProvider } from '@mantine/core';
import { ModalsProvider } from '@mantine/modals';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { useState } from 'react';
import { HashRouter, Navigate, Route, Routes, useLocation } from 'react-router';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { LaboratoryProvider } from '#renderer/client/use-laboratory.tsx';
import { galleryRoute } from '#renderer/gallery/gallery-route.tsx';
import { cssVariables, theme } from '#renderer/theme/theme.ts';
import { FIRST_PAGE, PAGES, type Page, type PageName } from '#shared/pages.ts';
import { useCacheInvalidation } from './cache-invalidation.ts';
import { PAGE_VIEWS } from './page-views.tsx';
import { Shell } from './shell.tsx';

const pageNames = Object.keys(PAGES) as PageName[];
const movedPages = Object.values<Page>(PAGES).filter(({ formerPath }) => formerPath !== undefined);

/** The page: its providers and its routes. */
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
            <HashRouter>
              <CacheInvalidation />
              <Routes>
                <Route element={<Shell />}>
                  {pageNames.map((name) => (
                    <Route key={name} path={PAGES[name].path} Component={PAGE_VIEWS[name].Page} />
                  ))}
                  {movedPages.map(({ path, formerPath }) => (
                    <Route key={path} path={formerPath} element={<MovedPage to={path} />} />
                  ))}
                  {galleryRoute}
                  <Route path="*" element={<Navigate to={PAGES[FIRST_PAGE].path} replace />} />
                </Route>
              </Routes>
            </HashRouter>
          </ModalsProvider>
        </LaboratoryProvider>
      </QueryClientProvider>
    </MantineProvider>
  );
}

/** Redirects an address of an earlier version, with its query. */
function MovedPage({ to }: { to: string }) {
  const { search } = useLocation();
  return <Navigate to={`${to}${search}`} replace />;
}

function CacheInvalidation() {
  useCacheInvalidation();
  return null;
}
