import { ActionIcon, Alert, Badge, Button, Group, Loader, Paper, Stack, Text, Tooltip } from '@mantine/core';
import { IconAlertTriangle, IconX } from '@tabler/icons-react';
import { useEffect } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { Layout } from '#shared/corpora.ts';
import { usedColumnsText } from '#shared/corpus-tables.ts';
import type { Detection } from '#shared/library.ts';
import classes from './corpora.module.css';
import { lastName, layoutLabel, many } from './corpus-labels.ts';

interface DetectionNoteProps {
  folder: string;
  /** Called with whether the folder can be scanned, as soon as that is known. */
  onReady: (folder: string, ready: boolean) => void;
  /** The user wants to say how the folder is read. */
  onRule: () => void;
  /** Removes the folder from the list; absent if it is the only one. */
  onDrop?: () => void;
}

/** The preview of a folder before it is scanned. Its height does not change while it loads. */
export function DetectionNote({ folder, onReady, onRule, onDrop }: DetectionNoteProps) {
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
          <Tooltip label="Remove">
            <ActionIcon
              variant="subtle"
              color="gray"
              size="sm"
              aria-label={`Remove ${folder}`}
              onClick={onDrop}
            >
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
            <Text size="sm">{asking ? 'Reading the folder …' : 'Queued …'}</Text>
          </Group>
        ) : (
          <Found detection={data} />
        )}
      </div>
      {ready && (
        <Button
          mt="xs"
          size="compact-sm"
          variant={data.corpora.length === 0 ? 'filled' : 'subtle'}
          onClick={onRule}
        >
          {data.corpora.length === 0 ? 'Choose how to read it …' : 'Read it another way …'}
        </Button>
      )}
    </Paper>
  );
}

function LayoutBadge(corpus: { name: string; layout: Layout }) {
  const layout = layoutLabel(corpus);
  return layout === null ? null : (
    <Badge variant="light" size="sm">
      {layout}
    </Badge>
  );
}

function Found({ detection: { corpora, remark, complete } }: { detection: Detection }) {
  return (
    <Stack gap={6} mt={6}>
      {corpora.map(({ name, layout, folder, files, tables = [] }) => (
        <div key={`${name}${folder}`}>
          <Group gap="xs">
            <Text fw={600}>{name}</Text>
            <LayoutBadge name={name} layout={layout} />
            <Text size="sm" className="tabular">
              {complete ? '' : 'at least '}
              {many(files, 'file')}
            </Text>
          </Group>
          {tables.map((used) => (
            <Text key={used.path} size="sm" c="dimmed">
              {lastName(used.path)} – {usedColumnsText(used)}
            </Text>
          ))}
        </div>
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
