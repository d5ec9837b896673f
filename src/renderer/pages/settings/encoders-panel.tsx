import { Badge, Button, Card, Checkbox, Group, Modal, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { downloadHosts, type EncoderStatus } from '#shared/encoders.ts';
import { bytes, count, dateTime } from '#shared/format.ts';
import { Section } from './section.tsx';

/** The pretrained encoders: which are installed, their licences, and buttons to add, download or remove them. */
export function EncodersPanel() {
  const list = useRequest('encoders.list', {});
  return (
    <Section
      title="Encoders"
      about="Networks that were trained on much speech. Their frames replace mel bands as features; a small network is trained on them. No address is contacted before you start a download."
    >
      <FailureNote failure={list.failure} />
      {list.data === undefined ? (
        <Skeleton height={300} />
      ) : (
        list.data.map((encoder) => <Encoder key={encoder.name} encoder={encoder} />)
      )}
    </Section>
  );
}

function Encoder({ encoder }: { encoder: EncoderStatus }) {
  const { name, title, about, page, licence, installed, verified, instructions } = encoder;
  const add = useLastingAction('encoders.add', name);
  const download = useLastingAction('encoders.download', name);
  const remove = useAction('encoders.remove');
  const [dialog, setDialog] = useState<'add' | 'download' | null>(null);
  const hosts = downloadHosts(encoder);
  const running = [add, download].find((action) => action.running);
  const confirmRemoval = () =>
    modals.openConfirmModal({
      title: `Remove ${title}?`,
      children: (
        <Text size="sm">
          This frees {bytes(installed?.bytes ?? 0)}. Runs that were trained with it stay, but cannot predict
          until you add it again.
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
          {!verified && <Badge color="gray">Not verified</Badge>}
          {licence.nonCommercial && <Badge color="yellow">Not for commercial use</Badge>}
        </Group>
        <Text size="sm">{about}</Text>
        <Text size="sm" c="dimmed">
          {installed === null
            ? `About ${bytes(encoder.bytes)}. `
            : `${bytes(installed.bytes)}, added ${dateTime(installed.addedAt)} from ${installed.source}. ${speedText(installed)} `}
          Licence: {licence.name}. See {page}
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
            <Button size="xs" variant="default" onClick={() => setDialog('add')}>
              {installed === null ? 'Add files …' : 'Replace files …'}
            </Button>
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
        <AddDialog
          encoder={encoder}
          onClose={() => setDialog(null)}
          onAdd={(path, acceptLicence) => void add.run({ name, path, acceptLicence })}
        />
      )}
      {dialog === 'download' && (
        <DownloadDialog
          encoder={encoder}
          onClose={() => setDialog(null)}
          onDownload={(acceptLicence) => void download.run({ name, acceptLicence })}
        />
      )}
    </Card>
  );
}

function speedText({ secondsPerSecond }: NonNullable<EncoderStatus['installed']>): string {
  return secondsPerSecond < 0.001
    ? 'Computes more than 1,000 s of sound in a second on one core.'
    : `Computes about ${count(Number((1 / secondsPerSecond).toPrecision(2)))} s of sound in a second on one core.`;
}

interface DialogProps {
  encoder: EncoderStatus;
  onClose(): void;
}

function AddDialog({
  encoder,
  onClose,
  onAdd,
}: DialogProps & { onAdd(path: string, acceptLicence: boolean): void }) {
  const [path, setPath] = useState('');
  const [browsed, setBrowsed] = useState<string | null>(null);
  const [accepted, setAccepted] = useState(false);
  const names = encoder.files.map(({ name }) => name).join(' and ');
  return (
    <Modal opened onClose={onClose} title={`Add ${encoder.title}`} size="lg">
      <Stack gap="sm">
        <Text size="sm">
          The folder with {names}
          {encoder.files.length === 1 ? ', or the file itself' : ''}. It is copied, compared with known
          checksums and tested.
        </Text>
        <TextInput
          label="File or folder"
          placeholder="Full path"
          data-autofocus
          value={path}
          onChange={(event) => setPath(event.currentTarget.value)}
        />
        <FolderBrowser
          folder={browsed}
          onFolder={(folder) => {
            setBrowsed(folder);
            setPath(folder);
          }}
        />
        <Licence encoder={encoder} accepted={accepted} onAccept={setAccepted} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={path.trim() === '' || !mayUse(encoder, accepted)}
            onClick={() => {
              onAdd(path.trim(), accepted);
              onClose();
            }}
          >
            Add
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

function DownloadDialog({
  encoder,
  onClose,
  onDownload,
}: DialogProps & { onDownload(acceptLicence: boolean): void }) {
  const [accepted, setAccepted] = useState(false);
  return (
    <Modal opened onClose={onClose} title={`Download ${encoder.title}?`}>
      <Stack gap="sm">
        <Text size="sm">
          About {bytes(encoder.bytes)} from {downloadHosts(encoder).join(', ')}. This address then learns the
          IP address of this computer. A download that breaks off can be continued.
        </Text>
        {!encoder.verified && (
          <Text size="sm">
            This encoder has not been verified: nobody has tried these files with this program.
          </Text>
        )}
        <Licence encoder={encoder} accepted={accepted} onAccept={setAccepted} />
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            data-autofocus
            disabled={!mayUse(encoder, accepted)}
            onClick={() => {
              onDownload(accepted);
              onClose();
            }}
          >
            Download
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}

const mayUse = ({ licence }: EncoderStatus, accepted: boolean) => accepted || !licence.nonCommercial;

/** The licence, with a box to accept one that does not allow commercial use. */
function Licence({
  encoder: { licence },
  accepted,
  onAccept,
}: {
  encoder: EncoderStatus;
  accepted: boolean;
  onAccept(accepted: boolean): void;
}) {
  const name = `${licence.name} (${licence.url})`;
  if (!licence.nonCommercial) return <Text size="sm">Licence: {name}</Text>;
  return (
    <Checkbox
      label={`I accept the licence ${name}, which does not allow commercial use.`}
      checked={accepted}
      onChange={(event) => onAccept(event.currentTarget.checked)}
    />
  );
}
