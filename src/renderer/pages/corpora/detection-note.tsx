import { ActionIcon, Alert, Badge, Group, Loader, Paper, Stack, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import type { Layout } from '../../../shared/corpora.ts';
import type { Detection } from '../../../shared/library.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import classes from './corpora.module.css';
import { layoutToSay, many } from './corpus-words.ts';

interface DetectionNoteProps {
  folder: string;
  /** Whether a scan of it makes sense, as soon as that is known. */
  onReady: (folder: string, ready: boolean) => void;
  /** Takes it off the list; absent where it is the only one. */
  onDrop?: () => void;
}

/** What a quick look at a folder found, before it is scanned. Its height holds still while it looks. */
export function DetectionNote({ folder, onReady, onDrop }: DetectionNoteProps) {
  const { data, failure, asking } = useRequest('library.detect', { folder }, { staleMs: 3000 });
  const ready = failure === null && data !== undefined && data.files > 0;
  useEffect(() => onReady(folder, ready), [folder, ready, onReady]);
  return (
    <Paper withBorder p="sm" mih={76} className={classes.detection}>
      <Group justify="space-between" wrap="nowrap" gap="xs">
        <Text size="sm" c="dimmed" className={classes.path} title={folder}>
          <bdi>{folder}</bdi>
        </Text>
        {onDrop !== undefined && (
          <Tooltip label="Not this one">
            <ActionIcon variant="subtle" color="gray" size="sm" aria-label={`Not ${folder}`} onClick={onDrop}>
              <IconX size={14} />
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
      <div role="status">
        {failure !== null ? (
          <FailureNote failure={failure} />
        ) : data === undefined ? (
          <Group gap="xs" mt={6}>
            <Loader size={14} aria-hidden />
            <Text size="sm">{asking ? 'Looking …' : 'Waiting …'}</Text>
          </Group>
        ) : (
          <Found detection={data} />
        )}
      </div>
    </Paper>
  );
}

function LayoutBadge(corpus: { name: string; layout: Layout }) {
  const layout = layoutToSay(corpus);
  return layout === null ? null : (
    <Badge variant="light" size="sm">
      {layout}
    </Badge>
  );
}

function Found({ detection: { corpora, remark, complete } }: { detection: Detection }) {
  return (
    <Stack gap={6} mt={6}>
      {corpora.map(({ name, layout, folder, files }) => (
        <Group key={`${name}${folder}`} gap="xs">
          <Text fw={600}>{name}</Text>
          <LayoutBadge name={name} layout={layout} />
          <Text size="sm" className="figures">
            {complete ? '' : 'at least '}
            {many(files, 'file')}
          </Text>
        </Group>
      ))}
      {remark !== null && (
        <Alert
          variant="light"
          color="yellow"
          p="xs"
          icon={<IconAlertTriangle size={16} />}
          classNames={{ message: classes.remark }}
        >
          {remark}
        </Alert>
      )}
    </Stack>
  );
}
