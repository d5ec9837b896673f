import { Alert, Button, Code, Group, List, Modal, Select, Stack, Text } from '@mantine/core';
import { useState } from 'react';
import { useAction } from '#renderer/client/use-action.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { FolderBrowser } from '#renderer/parts/fields/folder-browser.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { bytes } from '#shared/format.ts';
import { MODEL_FORMATS, type ModelFormat, type WrittenFiles } from '#shared/model-formats.ts';
import type { Run } from '#shared/runs.ts';

type Format = ModelFormat | 'tensorboard';

const FORMATS = [
  ...Object.entries(MODEL_FORMATS).map(([value, { label }]) => ({ value, label })),
  { value: 'tensorboard', label: 'Curves for TensorBoard' },
];

/** Writes a run's model, or its curves, for other programs into a folder of the laboratory's computer. */
export function ExportModel({ run, opened, onClose }: { run: Run; opened: boolean; onClose(): void }) {
  return (
    <Modal opened={opened} onClose={onClose} title="Export for other programs" size="lg">
      {opened && <ExportChoice run={run.id} onClose={onClose} />}
    </Modal>
  );
}

function ExportChoice({ run, onClose }: { run: string; onClose(): void }) {
  const { desktop } = useLaboratory();
  const writing = { model: useAction('models.export'), curves: useAction('runs.tensorboard') };
  const [format, setFormat] = useState<Format>('onnx');
  const [folder, setFolder] = useState<string | null>(null);
  const [written, setWritten] = useState<WrittenFiles>();
  const writeTo = async (target: string) => {
    setWritten(
      format === 'tensorboard'
        ? await writing.curves.run({ run, target })
        : await writing.model.run({ run, target, format }),
    );
  };
  const choose = async () => {
    const target = await desktop?.chooseTarget({ title: 'Folder for the files', name: '', folder: true });
    if (target) await writeTo(target);
  };
  const running = writing.model.running || writing.curves.running;
  return (
    <Stack gap="sm">
      <Select
        label="Format"
        data={FORMATS}
        value={format}
        allowDeselect={false}
        disabled={running}
        onChange={(value) => {
          setFormat(value as Format);
          setWritten(undefined);
        }}
      />
      <Text size="sm">
        {format === 'tensorboard'
          ? 'Event files with the loss, accuracy and learning rate of every epoch.'
          : 'The mean of all trained folds, with the settings of its features and a model card.'}
      </Text>
      <FailureNote failure={(format === 'tensorboard' ? writing.curves : writing.model).failure} />
      {written !== undefined && (
        <Alert color="green" title="Saved">
          <Code>{written.folder}</Code>
          <List size="sm" mt={6}>
            {written.files.map(({ path, bytes: size }) => (
              <List.Item key={path}>
                {path} ({bytes(size)})
              </List.Item>
            ))}
          </List>
        </Alert>
      )}
      {desktop === null && (
        <>
          <Text size="sm" c="dimmed">
            Choose a folder on the laboratory’s computer.
          </Text>
          <FolderBrowser folder={folder} onFolder={setFolder} />
        </>
      )}
      <Group justify="flex-end">
        <Button variant="default" onClick={onClose}>
          Close
        </Button>
        {desktop === null ? (
          <Button
            loading={running}
            disabled={folder === null}
            onClick={() => folder !== null && void writeTo(folder)}
          >
            Save here
          </Button>
        ) : (
          <Button loading={running} onClick={() => void choose()}>
            Choose a folder …
          </Button>
        )}
      </Group>
    </Stack>
  );
}
