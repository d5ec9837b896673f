import { Button, Group, Modal, Select, Stack, Text, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { PathField } from '#renderer/parts/installable/path-field.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import type { RequestInput } from '#shared/contract.ts';
import { type FoundModel, type ModelDescription, modelNameSchema } from '#shared/ready-made.ts';
import { ENCODER_NORMALISATIONS, MODEL_VALUES } from '#shared/settings/encoder-features.ts';

const CHOICES = (of: Readonly<Record<string, string>>) =>
  Object.entries(of).map(([value, label]) => ({ value, label }));
/** A path that is being typed is not looked up at each letter. */
const TYPING_MS = 400;

/** What the user has changed of what was found. */
type Edited = Partial<Pick<ModelDescription, 'values' | 'normalise'>> & { name?: string; labels?: string };

/** Adds a network of the user: its file, and what it gives, as found beside it or as given here. */
export function AddModelDialog({
  onClose,
  onAdd,
}: {
  onClose(): void;
  onAdd(request: RequestInput<'readyMade.add'>): void;
}) {
  const [path, setPath] = useState('');
  const [looked] = useDebouncedValue(path.trim(), TYPING_MS);
  const found = useRequest('readyMade.find', { path: looked }, { enabled: looked !== '' });
  const [edited, setEdited] = useState<Edited>({});
  const known: FoundModel | null = found.failure === null ? (found.data ?? null) : null;
  const description = known?.description ?? null;
  const name = edited.name ?? known?.name ?? '';
  const labels = edited.labels ?? description?.labels.join(', ') ?? '';
  const list = labels.split(',').flatMap((label) => (label.trim() === '' ? [] : [label.trim()]));
  const values = edited.values ?? description?.values ?? 'logits';
  const normalise = edited.normalise ?? description?.normalise ?? 'none';
  const nameProblem = name === '' ? null : modelNameSchema.safeParse(name).error?.issues[0].message;
  const isReady = known !== null && looked === path.trim() && list.length > 1 && name !== '' && !nameProblem;
  return (
    <Modal opened onClose={onClose} title="Add a model of your own" size="lg">
      <Stack gap="sm">
        <Text size="sm">
          An ONNX network with samples at 16 kHz as input and one value for each label as output. It is copied
          and tested. What it gives is read from a file beside it, if there is one.
        </Text>
        <PathField path={path} onPath={setPath} />
        <FailureNote failure={looked === '' ? null : found.failure} />
        {known !== null && (
          <Text size="sm" c="dimmed">
            {known.source === null
              ? 'No description was found beside it. Fill in the fields.'
              : `Described by ${known.source}.`}
          </Text>
        )}
        <TextInput
          label="Name"
          value={name}
          error={nameProblem}
          onChange={(event) => setEdited({ ...edited, name: event.currentTarget.value })}
        />
        <TextInput
          label="Labels, in the order of the values"
          placeholder="neutral, happy, angry, sad"
          description={readText(known, labels)}
          value={labels}
          onChange={(event) => setEdited({ ...edited, labels: event.currentTarget.value })}
        />
        <Group grow>
          <Select
            label="Values"
            data={CHOICES(MODEL_VALUES)}
            value={values}
            allowDeselect={false}
            onChange={(value) => setEdited({ ...edited, values: value as ModelDescription['values'] })}
          />
          <Select
            label="Input normalisation"
            data={CHOICES(ENCODER_NORMALISATIONS)}
            value={normalise}
            allowDeselect={false}
            onChange={(value) => setEdited({ ...edited, normalise: value as ModelDescription['normalise'] })}
          />
        </Group>
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            disabled={!isReady}
            onClick={() => {
              onAdd({ name, path: looked, description: { ...description, labels: list, values, normalise } });
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

/** As which labels the found words count, where they differ. */
function readText(found: FoundModel | null, labels: string): string | undefined {
  if (found === null || found.description?.labels.join(', ') !== labels) return undefined;
  const differing = found.labels.filter(({ written, label }) => written !== label);
  if (differing.length === 0) return undefined;
  return differing.map(({ written, label }) => `${written} counts as ${label}`).join(', ');
}
