import { Badge, Button, Card, Group, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { type ReactNode, useState } from 'react';
import type { Action } from '#renderer/client/use-action.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { downloadHosts } from '#shared/encoders.ts';
import { bytes, count, dateTime } from '#shared/format.ts';
import { AddFilesDialog } from './add-files-dialog.tsx';
import { DownloadDialog } from './download-dialog.tsx';
import type { Installable } from './installable.ts';

interface InstallableCardProps {
  item: Installable;
  what: 'encoder' | 'model';
  add: Action<'encoders.add'> | Action<'readyMade.add'>;
  download: Action<'encoders.download'> | Action<'readyMade.download'>;
  remove: Action<'encoders.remove'> | Action<'readyMade.remove'>;
  /** What a removal means for runs. */
  removal: string;
  /** A model of the user: it has no known files. */
  own?: boolean;
  /** More facts, below the first line. */
  facts?: ReactNode;
  /** Buttons of an installed one, before the others. */
  actions?: ReactNode;
}

/** An encoder or model with its licence, and buttons to add, download or remove it. */
export function InstallableCard(props: InstallableCardProps) {
  const { item, what, add, download, remove, removal, own = false, facts, actions } = props;
  const { name, title, about, page, licence, installed, verified, instructions } = item;
  const [dialog, setDialog] = useState<'add' | 'download' | null>(null);
  const hosts = downloadHosts(item);
  const running = [add, download].find((action) => action.running);
  const confirmRemoval = () =>
    modals.openConfirmModal({
      title: `Remove ${title}?`,
      children: (
        <Text size="sm">
          This frees {bytes(installed?.bytes ?? 0)}. {removal}
        </Text>
      ),
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: async () => {
        const removed = await remove.run({ name });
        if (removed !== undefined)
          notifications.show({ message: `${title} removed, ${bytes(removed.freedBytes)} freed.` });
      },
    });
  return (
    <Card component="section" aria-label={title} withBorder padding="sm">
      <Stack gap={6}>
        <Group gap="xs">
          <Text fw={600}>{title}</Text>
          {installed !== null && <Badge color="green">Installed</Badge>}
          {!verified && <Badge variant="default">Not verified</Badge>}
          {licence.nonCommercial && <Badge color="yellow">Not for commercial use</Badge>}
        </Group>
        <Text size="sm">{about}</Text>
        {facts}
        <Text size="sm" c="dimmed">
          {installed === null
            ? `About ${bytes(item.bytes)}. `
            : `${bytes(installed.bytes)}, added ${dateTime(installed.addedAt)} from ${installed.source}. ${speedText(installed)} `}
          {own ? '' : `Licence: ${licence.name}. See ${page}`}
        </Text>
        {installed === null && instructions !== null && <Text size="sm">{instructions}</Text>}
        <FailureNote failure={add.failure} onClose={add.clear} />
        <FailureNote failure={download.failure} onClose={download.clear} />
        <FailureNote failure={remove.failure} onClose={remove.clear} />
        {running !== undefined ? (
          <ProgressLine
            progress={running.progress}
            label={running === add ? 'Adding …' : 'Downloading …'}
            onCancel={running.cancel}
          />
        ) : (
          <Group gap="xs">
            {installed !== null && actions}
            {!own && (
              <Button size="xs" variant="default" onClick={() => setDialog('add')}>
                {installed === null ? 'Add files …' : 'Replace files …'}
              </Button>
            )}
            {installed === null && hosts.length > 0 && (
              <Button size="xs" onClick={() => setDialog('download')}>
                Download …
              </Button>
            )}
            {installed !== null && (
              <Button size="xs" variant="default" loading={remove.running} onClick={confirmRemoval}>
                Remove …
              </Button>
            )}
          </Group>
        )}
      </Stack>
      {dialog === 'add' && (
        <AddFilesDialog
          item={item}
          onClose={() => setDialog(null)}
          onAdd={(path, acceptLicence) => void add.run({ name, path, acceptLicence })}
        />
      )}
      {dialog === 'download' && (
        <DownloadDialog
          item={item}
          what={what}
          onClose={() => setDialog(null)}
          onDownload={(acceptLicence) => void download.run({ name, acceptLicence })}
        />
      )}
    </Card>
  );
}

function speedText({ secondsPerSecond }: NonNullable<Installable['installed']>): string {
  return secondsPerSecond < 0.001
    ? 'Computes more than 1,000 s of sound in a second on one core.'
    : `Computes about ${count(Number((1 / secondsPerSecond).toPrecision(2)))} s of sound in a second on one core.`;
}
