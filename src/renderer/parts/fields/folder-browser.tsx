import { Alert, Anchor, Box, Button, Group, Loader, ScrollArea, Text } from '@mantine/core';
import { IconFolder, IconFolderUp } from '@tabler/icons-react';
import { useEffect, useRef } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { count } from '#shared/format.ts';
import classes from './folder-browser.module.css';
import { pathSteps } from './path-steps.ts';

interface FolderBrowserProps {
  /** The shown folder; null: the home folder. */
  folder: string | null;
  /** Called when the user opens a folder. */
  onFolder: (folder: string) => void;
  height?: number;
}

/** Browses the folders of the laboratory's computer, for a page without a system dialog. */
export function FolderBrowser({ folder, onFolder, height = 240 }: FolderBrowserProps) {
  const { data: answer, failure, asking } = useRequest('folders.list', { folder }, { staleMs: 3000 });
  // An unreadable folder has no answer; the links to other folders must stay.
  const lastAnswer = useRef(answer);
  lastAnswer.current = answer ?? lastAnswer.current;
  const data = lastAnswer.current;
  const list = useRef<HTMLDivElement>(null);
  const shown = data?.folder;
  // biome-ignore lint/correctness/useExhaustiveDependencies: another folder starts at its top
  useEffect(() => {
    list.current?.scrollTo({ top: 0 });
  }, [shown]);
  return (
    <Box className={classes.browser} aria-label="Folders on the laboratory’s computer" role="group">
      <Group gap={4} px={8} py={6} wrap="nowrap" className={classes.bar}>
        {data?.places.map(({ name, path }) => (
          <Button key={path} size="compact-xs" variant="light" onClick={() => onFolder(path)}>
            {name}
          </Button>
        ))}
        <Group gap={2} wrap="nowrap" ml={6} style={{ minWidth: 0, overflow: 'hidden' }} component="nav">
          {pathSteps(shown ?? '').map(({ name, path }, index, steps) => (
            <Text key={path} span size="sm" className={classes.step}>
              {index > 0 && (
                <Text span inherit c="dimmed" mx={5} aria-hidden>
                  ›
                </Text>
              )}
              {index === steps.length - 1 ? (
                <Text span inherit fw={600}>
                  {name}
                </Text>
              ) : (
                <Anchor component="button" type="button" inherit onClick={() => onFolder(path)}>
                  {name}
                </Anchor>
              )}
            </Text>
          ))}
        </Group>
        <Box ml="auto" w={18} h={18}>
          {asking && <Loader role="img" size={16} aria-label="Loading" />}
        </Box>
      </Group>
      <ScrollArea h={height} viewportRef={list} type="auto">
        {failure !== null ? (
          <Box p="sm">
            <FailureNote failure={failure} />
          </Box>
        ) : (
          <ul className={classes.list}>
            {data?.parent != null && (
              <li>
                <button type="button" className={classes.folder} onClick={() => onFolder(data.parent!)}>
                  <IconFolderUp size={16} aria-hidden /> Up one level
                </button>
              </li>
            )}
            {data?.folders.map(({ name, path }) => (
              <li key={path}>
                <button type="button" className={classes.folder} onClick={() => onFolder(path)}>
                  <IconFolder size={16} aria-hidden /> {name}
                </button>
              </li>
            ))}
            {data !== undefined && data.folders.length === 0 && data.sounds === 0 && (
              <Text component="li" size="sm" c="dimmed" p="sm">
                No folders and no audio files are in this folder.
              </Text>
            )}
          </ul>
        )}
        {data !== undefined && failure === null && data.sounds > 0 && (
          <Alert variant="transparent" p={8} pl={12}>
            <Text size="sm" c="dimmed">
              {count(data.sounds)} {data.sounds === 1 ? 'audio file' : 'audio files'} in this folder
            </Text>
          </Alert>
        )}
      </ScrollArea>
    </Box>
  );
}
