import { Button, Group, Select, Skeleton, Stack, Text } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { bytes, dateTime } from '#shared/format.ts';
import type { NativeStatus } from '#shared/native.ts';
import { Section } from './section.tsx';
import { WheelDialog } from './wheel-dialog.tsx';

type Build = 'auto' | 'cpu' | 'gpu';

/** Native TensorFlow: its status, and buttons to install or remove it. */
export function NativeRuntimePanel() {
  const status = useRequest('native.status', {}, { staleMs: 60_000 });
  const install = useLastingAction('native.install');
  const remove = useAction('native.remove');
  const [build, setBuild] = useState<Build>('auto');
  /** The chosen file or folder; null: it is downloaded. */
  const [from, setFrom] = useState<string | null>(null);
  const [choosing, setChoosing] = useState(false);
  const confirmRemoval = (runtime: NonNullable<NativeStatus['runtime']>) =>
    modals.openConfirmModal({
      title: 'Remove native TensorFlow?',
      children: (
        <Text size="sm">
          This frees {bytes(runtime.bytes)}. Training then uses the built-in engine, which is several times
          slower. You can install it again at any time.
        </Text>
      ),
      labels: { confirm: 'Remove', cancel: 'Cancel' },
      confirmProps: { color: 'red' },
      onConfirm: async () => {
        const removed = await remove.run({});
        if (removed === undefined) return;
        notifications.show({ message: `Native TensorFlow removed, ${bytes(removed.freedBytes)} freed.` });
      },
    });

  const start = (path: string | null, allowUnknown: boolean) => {
    setFrom(path);
    return install.run({ device: build, from: path, allowUnknown });
  };

  const native = status.data;
  return (
    <Section
      title="Native TensorFlow"
      about="Trains several times faster than the built-in engine. Uses an NVIDIA GPU if there is one."
    >
      <FailureNote failure={status.failure} />
      {native === undefined ? <Skeleton height={80} /> : <RuntimeStatus native={native} />}
      <FailureNote failure={install.failure} onClose={install.clear} />
      {install.failure?.code === 'unknown-wheel' && (
        <Group>
          <Button variant="default" onClick={() => void start(from, true)}>
            Install anyway
          </Button>
        </Group>
      )}
      <FailureNote failure={remove.failure} onClose={remove.clear} />
      {install.running ? (
        <ProgressLine progress={install.progress} label="Installing …" onCancel={install.cancel} />
      ) : (
        native !== undefined && (
          <Group align="flex-end">
            <Select
              label="Build"
              w={250}
              value={build}
              onChange={(value) => setBuild((value ?? 'auto') as Build)}
              data={[
                { value: 'auto', label: 'Automatic' },
                { value: 'cpu', label: `CPU${size(native.download.cpu)}` },
                { value: 'gpu', label: `NVIDIA GPU (CUDA)${size(native.download.gpu)}` },
              ]}
            />
            <Button onClick={() => void start(null, false)}>
              {native.runtime === null ? 'Install' : 'Install again'}
            </Button>
            <Button variant="default" onClick={() => setChoosing(true)}>
              Choose a downloaded file …
            </Button>
            {native.runtime !== null && (
              <Button
                variant="default"
                loading={remove.running}
                onClick={() => native.runtime && confirmRemoval(native.runtime)}
              >
                Remove …
              </Button>
            )}
          </Group>
        )
      )}
      {choosing && (
        <WheelDialog
          wheel={native?.wheel ?? null}
          onClose={() => setChoosing(false)}
          onInstall={(path) => void start(path, false)}
        />
      )}
    </Section>
  );
}

const size = (value: number | null) => (value === null ? ' (not available)' : `, ${bytes(value)}`);

function RuntimeStatus({ native }: { native: NativeStatus }) {
  const { runtime } = native;
  return (
    <Stack gap={2}>
      {runtime === null ? (
        <Text size="sm">TensorFlow {native.tensorflow} is not installed.</Text>
      ) : (
        <Text size="sm">
          TensorFlow {runtime.tensorflow} for {runtime.device === 'gpu' ? 'GPU' : 'CPU'},{' '}
          {bytes(runtime.bytes)}, installed {dateTime(runtime.installedAt)} from {runtime.source}
          {native.works ? ' (verified).' : '.'}
        </Text>
      )}
      {native.reason !== null && <Text size="sm">{native.reason}</Text>}
      {native.gpus.map(({ name, memoryMegabytes, driver }) => (
        <Text size="sm" key={name}>
          {name}
          {memoryMegabytes === null ? '' : `, ${bytes(memoryMegabytes * 2 ** 20)}`}
          {driver === null ? '' : `, driver ${driver}`}
        </Text>
      ))}
      {native.gpuReason !== null && (
        <Text size="sm" c="dimmed">
          {native.gpuReason}
        </Text>
      )}
      {native.index !== null && (
        <Text size="sm" c="dimmed">
          Where there is no pip, it is downloaded from {native.index}.
        </Text>
      )}
      <Text size="sm" c="dimmed">
        Folder: {native.folder}
        {native.freeBytes === null ? '' : ` (${bytes(native.freeBytes)} free)`}
      </Text>
    </Stack>
  );
}
