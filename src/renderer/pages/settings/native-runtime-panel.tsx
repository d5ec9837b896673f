import { Button, Group, Select, Skeleton, Stack, Text, TextInput } from '@mantine/core';
import { modals } from '@mantine/modals';
import { notifications } from '@mantine/notifications';
import { useState } from 'react';
import type { NativeStatus } from '../../../shared/native.ts';
import { useAction, useLastingAction } from '../../laboratory/use-action.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { FailureNote } from '../../parts/failure-note.tsx';
import { bytes, dateTime } from '../../parts/figures.ts';
import { ProgressLine } from '../../parts/progress-line.tsx';
import { Section } from './section.tsx';

type Build = 'auto' | 'cpu' | 'gpu';

/** Native TensorFlow: whether there is one, and buttons that install or remove it. `onChange`: one of them did. */
export function NativeRuntimePanel({ onChange }: { onChange(): void }) {
  const status = useRequest('native.status', {}, { staleMs: 60_000 });
  const install = useLastingAction('native.install');
  const remove = useAction('native.remove');
  const [build, setBuild] = useState<Build>('auto');
  const [from, setFrom] = useState('');
  const changed = () => {
    status.again();
    onChange();
  };
  const confirmRemoval = (runtime: NonNullable<NativeStatus['runtime']>) =>
    modals.openConfirmModal({
      title: 'Remove native TensorFlow?',
      children: (
        <Text size="sm">
          {bytes(runtime.bytes)} become free. Training goes on with the built-in engine, several times slower.
          It can be installed again at any time.
        </Text>
      ),
      labels: { confirm: 'Remove', cancel: 'Keep it' },
      confirmProps: { color: 'red' },
      onConfirm: async () => {
        const removed = await remove.run({});
        if (removed === undefined) return;
        notifications.show({ message: `Removed; ${bytes(removed.freedBytes)} are free again.` });
        changed();
      },
    });

  const native = status.data;
  return (
    <Section
      title="Native TensorFlow"
      about="Trains several times faster than the engine that is built in, and uses an NVIDIA GPU where there is one."
    >
      <FailureNote failure={status.failure} />
      {native === undefined ? <Skeleton height={80} /> : <Standing native={native} />}
      <FailureNote failure={install.failure} onClose={install.clear} />
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
                { value: 'auto', label: 'As this machine is' },
                { value: 'cpu', label: `For the processor${size(native.download.cpu)}` },
                { value: 'gpu', label: `With CUDA, for NVIDIA GPUs${size(native.download.gpu)}` },
              ]}
            />
            <TextInput
              label="From a wheel or a folder of wheels"
              placeholder="empty: downloaded"
              w={260}
              value={from}
              onChange={(event) => setFrom(event.currentTarget.value)}
            />
            <Button
              onClick={async () => {
                const done = await install.run({ device: build, from: from.trim() || null });
                if (done !== undefined) changed();
              }}
            >
              {native.runtime === null ? 'Install' : 'Install again'}
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
    </Section>
  );
}

const size = (value: number | null) => (value === null ? ' (not to be had)' : `, ${bytes(value)}`);

function Standing({ native }: { native: NativeStatus }) {
  const { runtime } = native;
  return (
    <Stack gap={2}>
      {runtime === null ? (
        <Text size="sm">TensorFlow {native.tensorflow} is not installed.</Text>
      ) : (
        <Text size="sm">
          TensorFlow {runtime.tensorflow} for {runtime.device === 'gpu' ? 'GPUs' : 'the processor'},{' '}
          {bytes(runtime.bytes)}, installed {dateTime(runtime.installedAt)} from {runtime.source}
          {native.works ? '; it was just tried out and computes rightly.' : '.'}
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
      <Text size="sm" c="dimmed">
        In {native.folder}
        {native.freeBytes === null ? '' : `, where ${bytes(native.freeBytes)} are free`}.
      </Text>
    </Stack>
  );
}
