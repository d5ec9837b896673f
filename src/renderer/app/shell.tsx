import { Alert, AppShell, Badge, Group, NavLink, Stack, Text, Tooltip } from '@mantine/core';
import { Suspense } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { useConnection } from '#renderer/client/use-laboratory.tsx';
import { useRequest } from '#renderer/client/use-request.ts';
import { setOwnColours } from '#renderer/theme/emotion-colours.ts';
import { NAVIGATION, navigationPage, PAGES, pageTitle } from '#shared/pages.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import { LostRunsNote } from './lost-runs-note.tsx';
import { PAGE_VIEWS } from './page-views.tsx';
import { ResumedRunsNote } from './resumed-runs-note.tsx';
import classes from './shell.module.css';
import { ThemeButton } from './theme-button.tsx';
import { Toasts } from './toasts.tsx';
import { WindowTitle } from './window-title.tsx';

/** The frame of every page: the navigation and the state of the connection. */
export function Shell() {
  const { pathname } = useLocation();
  const { data: queue } = useRequest('runs.queue', {});
  const { data: labelSets } = useRequest('labelSets.list', {});
  setOwnColours(labelSets?.map(({ set }) => set) ?? []);
  const active = queue?.length ?? 0;
  const activeRuns = `${active} running, paused or queued`;
  const current = navigationPage(pathname);
  const title = pageTitle(pathname);
  return (
    <AppShell navbar={{ width: 184, breakpoint: 0 }} padding={0} className={classes.shell}>
      <WindowTitle page={title} run={queue?.[0]} />
      <button type="button" className={classes.skip} onClick={focusContent}>
        Skip to content
      </button>
      <AppShell.Navbar className={classes.navigation} aria-label="Pages">
        <Group gap={10} px="sm" py="md" wrap="nowrap">
          <img src="./icon.svg" alt="" width={26} height={26} />
          <Text fw={650} size="lg">
            neural-SER
          </Text>
        </Group>
        <Stack gap={2} px={8} style={{ flex: 1 }}>
          {NAVIGATION.map((name) => {
            const { Icon } = PAGE_VIEWS[name];
            return (
              <NavLink
                key={name}
                component={Link}
                to={PAGES[name].path}
                label={PAGES[name].title}
                active={name === current}
                aria-current={name === current ? 'page' : undefined}
                leftSection={Icon && <Icon size={18} stroke={1.7} aria-hidden />}
                rightSection={
                  name === 'runs' && active > 0 ? (
                    <Tooltip label={activeRuns}>
                      <Badge size="sm" circle={active < 10} aria-label={activeRuns}>
                        {active}
                      </Badge>
                    </Tooltip>
                  ) : undefined
                }
                className={classes.link}
              />
            );
          })}
        </Stack>
        <Group justify="space-between" px="sm" py="sm">
          <ThemeButton />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <ConnectionNote />
        <LostRunsNote />
        <ResumedRunsNote />
        {/* Keyed by page, so that the scroll position and a program error do not carry over to the next page. */}
        <div key={pathname} id="main" tabIndex={-1} className={classes.content}>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </div>
        <Toasts />
      </AppShell.Main>
    </AppShell>
  );
}

/** A button instead of a link to `#main`, because the router uses the hash of the address. */
const focusContent = () => document.getElementById('main')?.focus();

const CONNECTION_NOTES = {
  lost: {
    color: 'yellow',
    title: 'The laboratory does not answer. Trying again …',
    text: 'If only the connection is lost, runs continue and this page reconnects by itself. If the laboratory was closed, start it again and open the new link from the terminal.',
  },
  closed: {
    color: 'red',
    title: 'The laboratory was closed.',
    text: 'A run that was training is saved and can be resumed. Start the laboratory again and open the new link from the terminal.',
  },
  refused: {
    color: 'red',
    title: 'Session expired.',
    text: 'The laboratory was restarted, or this browser no longer has the key of the page. Open the newest link from the terminal in this browser: this page then reconnects by itself.',
  },
} as const;

function ConnectionNote() {
  const state = useConnection();
  if (state === 'connected' || state === 'connecting') return null;
  const { color, title, text } = CONNECTION_NOTES[state];
  return (
    <Alert color={color} radius={0} role="status" title={title}>
      {text}
    </Alert>
  );
}
