import { Checkbox, Group, Select, Stack, TextInput } from '@mantine/core';
import type { RunSettings } from '../../../shared/runs.ts';
import { useRequest } from '../../laboratory/use-request.ts';
import { Explained } from './explained.tsx';
import { HELP } from './setting-words.ts';

/** What a network starts from in place of random weights, and which of them stay as they are. */
export function StartingWeights({
  settings,
  change,
}: {
  settings: RunSettings;
  change(change: Partial<RunSettings>): void;
}) {
  const runs = useRequest('runs.list', { limit: 1000 });
  const { startWeights } = settings;
  const own = (runs.data ?? []).filter(
    ({ status, network }) => status === 'finished' && network === settings.network,
  );
  const from = startWeights?.from ?? '';
  const set = (path: string) =>
    change({
      startWeights:
        path.trim() === ''
          ? null
          : { from: path, foldChannels: startWeights?.foldChannels ?? false, sha256: null },
    });
  return (
    <Stack gap="sm">
      <Explained label="A run’s recogniser" help={HELP.startRun}>
        {(explained) => (
          <Select
            {...explained}
            placeholder="weights drawn from the seed"
            clearable
            searchable
            allowDeselect
            data={own.map(({ id, name }) => ({ value: id, label: `${name} (${id})` }))}
            value={own.some(({ id }) => id === from) ? from : null}
            onChange={(id) => set(id ?? '')}
          />
        )}
      </Explained>
      <Explained label="Or a weights file (.h5 of Keras, .safetensors)" help={HELP.startFile}>
        {(explained) => (
          <TextInput
            {...explained}
            placeholder="its whole path"
            value={own.some(({ id }) => id === from) ? '' : from}
            onChange={(event) => set(event.currentTarget.value)}
          />
        )}
      </Explained>
      <Group gap="sm" align="flex-end">
        <Explained label="Freeze up to the layer" help={HELP.freeze}>
          {(explained) => (
            <TextInput
              {...explained}
              placeholder="none"
              w={240}
              value={settings.freezeUpTo ?? ''}
              onChange={(event) => change({ freezeUpTo: event.currentTarget.value.trim() || null })}
            />
          )}
        </Explained>
        <Explained label="Fold a first layer of three channels to one" help={HELP.foldChannels}>
          {(explained) => (
            <Checkbox
              {...explained}
              pb={8}
              disabled={startWeights === null}
              checked={startWeights?.foldChannels ?? false}
              onChange={(event) =>
                startWeights &&
                change({ startWeights: { ...startWeights, foldChannels: event.currentTarget.checked } })
              }
            />
          )}
        </Explained>
      </Group>
    </Stack>
  );
}
