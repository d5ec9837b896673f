import { Alert, AppShell, Badge, Group, NavLink, Stack, Text, Tooltip } from '@mantine/core';
import { IconActivity, IconFolders, IconMicrophone, IconSettings, IconTable } from '@tabler/icons-react';
import { Suspense, useEffect } from 'react';
import { Link, Outlet, useLocation } from 'react-router';
import { useConnection } from '../laboratory/use-laboratory.tsx';
import { useRequest } from '../laboratory/use-request.ts';
import { ErrorBoundary } from './error-boundary.tsx';
import classes from './shell.module.css';
import { ThemeButton } from './theme-button.tsx';

const PAGES = [
  { path: '/corpora', name: 'Corpora', Icon: IconFolders },
  { path: '/train', name: 'Train', Icon: IconActivity },
  { path: '/runs', name: 'Runs', Icon: IconTable },
  { path: '/recognise', name: 'Recognise', Icon: IconMicrophone },
  { path: '/settings', name: 'Settings', Icon: IconSettings },
] as const;

/** What stands around every page: the way to the others, and how the door is. */
export function Shell() {
  const { pathname } = useLocation();
  const { data: queue } = useRequest('runs.queue', {});
  const active = queue?.length ?? 0;
  const inHand = `${active} running, paused or waiting`;
  const title = PAGES.find(({ path }) => pathname.startsWith(path))?.name;
  useEffect(() => {
    document.title = title === undefined ? 'neural-SER' : `${title} – neural-SER`;
  }, [title]);
  return (
    <AppShell navbar={{ width: 184, breakpoint: 0 }} padding={0} className={classes.shell}>
      <button type="button" className={classes.skip} onClick={focusContent}>
        To the content
      </button>
      <AppShell.Navbar className={classes.navigation} aria-label="Pages">
        <Group gap={10} px="sm" py="md" wrap="nowrap">
          <img src="./icon.svg" alt="" width={26} height={26} />
          <Text fw={650} size="lg">
            neural-SER
          </Text>
        </Group>
        <Stack gap={2} px={8} style={{ flex: 1 }}>
          {PAGES.map(({ path, name, Icon }) => (
            <NavLink
              key={path}
              component={Link}
              to={path}
              label={name}
              active={pathname.startsWith(path)}
              aria-current={pathname.startsWith(path) ? 'page' : undefined}
              leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
              rightSection={
                path === '/runs' && active > 0 ? (
                  <Tooltip label={inHand}>
                    <Badge size="sm" circle={active < 10} aria-label={inHand}>
                      {active}
                    </Badge>
                  </Tooltip>
                ) : undefined
              }
              className={classes.link}
            />
          ))}
        </Stack>
        <Group justify="space-between" px="sm" py="sm">
          <ThemeButton />
        </Group>
      </AppShell.Navbar>
      <AppShell.Main className={classes.main}>
        <ConnectionNote />
        {/* Anew for each page: none begins where another was scrolled to, or with its defect. */}
        <div key={pathname} id="main" tabIndex={-1} className={classes.content}>
          <ErrorBoundary>
            <Suspense fallback={null}>
              <Outlet />
            </Suspense>
          </ErrorBoundary>
        </div>
      </AppShell.Main>
    </AppShell>
  );
}

/** A button and no link to `#main`: the address's hash is the router's. */
const focusContent = () => document.getElementById('main')?.focus();

const CONNECTION_NOTES = {
  lost: {
    color: 'yellow',
    title: 'The laboratory does not answer; trying again …',
    text: 'If only the connection is gone, what runs there goes on, and the page comes back by itself. If the laboratory was ended, start it again and open the address that it prints.',
  },
  closed: {
    color: 'red',
    title: 'The laboratory was closed.',
    text: 'A run that trained is kept and can be resumed. Start the laboratory again, and open the address that it prints in its terminal.',
  },
  refused: {
    color: 'red',
    title: 'The laboratory does not know this page any more.',
    text: 'It was started again, or the page’s cookie is gone. Open the newest address that it prints in its terminal: this page then goes on by itself.',
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
