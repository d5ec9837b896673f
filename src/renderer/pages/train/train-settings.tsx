import { Group, MultiSelect, Select, Stack, Switch, TagsInput, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useRequest } from '../../laboratory/use-request.ts';
import { CorporaChoice } from './corpora-choice.tsx';
import { Explained } from './explained.tsx';
import { optionsAbout } from './options-about.tsx';
import { ProtocolChoice } from './protocol-choice.tsx';
import { HELP, NETWORK_WORDS, RECIPE_WORDS } from './setting-words.ts';
import { formOf, parseSeeds, type TrainForm } from './train-form.ts';
import { TrainingSettings } from './training-settings.tsx';

/** Lists whose options say what they are need more room than their fields. */
const WIDE = { width: 380, position: 'bottom-start' } as const;

type Library = Parameters<typeof formOf>[1];
type Preset = Parameters<typeof formOf>[0] & { about: string };

/** All that can be chosen before a run. */
export function TrainSettings({
  form,
  setForm,
  library,
  presets,
}: {
  form: TrainForm;
  setForm(form: TrainForm): void;
  library: Library;
  presets: readonly Preset[];
}) {
  const networks = useRequest('networks.list', {});
  const recipes = useRequest('recipes.list', {});
  const several = form.networks.length > 1 || form.protocols.length > 1 || /[\s,;]\d/.test(form.seeds.trim());
  const [grid, setGrid] = useState(several);
  const set = (change: Partial<TrainForm>) => setForm({ ...form, ...change });
  const custom = { value: 'custom', label: 'as below' };
  return (
    <Stack gap="md" component="form" onSubmit={(event: React.FormEvent) => event.preventDefault()}>
      <CorporaChoice library={library} chosen={form.folders} onChange={(folders) => set({ folders })} />
      <Explained label="Preset" help={HELP.preset}>
        {(explained) => (
          <Select
            {...explained}
            description={presets.find(({ name }) => name === form.preset)?.about ?? 'Changed by hand.'}
            inputWrapperOrder={['label', 'input', 'description']}
            data={[...presets.map(({ name }) => name), ...(form.preset === 'custom' ? [custom] : [])]}
            value={form.preset}
            onChange={(name) => {
              const preset = presets.find((one) => one.name === name);
              if (preset === undefined) return;
              const { folders, name: title, tags } = form;
              setForm({ ...formOf(preset, library), folders, name: title, tags });
            }}
          />
        )}
      </Explained>
      <Explained
        label="A grid: several networks, protocols and seeds, one run for each combination"
        help={HELP.grid}
      >
        {(explained) => (
          <Switch
            {...explained}
            checked={grid}
            onChange={(event) => {
              setGrid(event.currentTarget.checked);
              if (!event.currentTarget.checked)
                set({
                  networks: form.networks.slice(0, 1),
                  protocols: form.protocols.slice(0, 1),
                  seeds: String(form.seeds.match(/\d+/)?.[0] ?? 7),
                });
            }}
          />
        )}
      </Explained>
      <ProtocolChoice
        grid={grid}
        names={form.protocols}
        protocol={form.settings.protocol}
        onNames={(protocols) => set({ protocols, preset: 'custom' })}
        onProtocol={(protocol) => set({ settings: { ...form.settings, protocol }, preset: 'custom' })}
      />
      <Group gap="sm" align="flex-start">
        {grid ? (
          <Explained label="Networks" help={HELP.network}>
            {(explained) => (
              <MultiSelect
                {...explained}
                {...optionsAbout(NETWORK_WORDS)}
                comboboxProps={WIDE}
                style={{ flex: 1 }}
                data={networks.data ?? form.networks}
                value={form.networks}
                onChange={(chosen) => set({ networks: chosen, preset: 'custom' })}
              />
            )}
          </Explained>
        ) : (
          <Explained label="Network" help={HELP.network}>
            {(explained) => (
              <Select
                {...explained}
                {...optionsAbout(NETWORK_WORDS)}
                comboboxProps={WIDE}
                style={{ flex: '1 1 140px', maxWidth: 190 }}
                data={networks.data ?? form.networks}
                value={form.networks[0] ?? null}
                onChange={(network) => network && set({ networks: [network], preset: 'custom' })}
              />
            )}
          </Explained>
        )}
        <Explained label="Recipe of the features" help={HELP.recipe}>
          {(explained) => (
            <Select
              {...explained}
              {...optionsAbout(RECIPE_WORDS)}
              comboboxProps={WIDE}
              style={{ flex: '1 1 152px', maxWidth: 190 }}
              data={(recipes.data ?? [form.settings.recipe]).map(({ name }) => name)}
              value={form.settings.recipe.name}
              onChange={(name) => {
                const recipe = recipes.data?.find((one) => one.name === name);
                if (recipe) set({ settings: { ...form.settings, recipe }, preset: 'custom' });
              }}
            />
          )}
        </Explained>
        <Explained label={grid ? 'Seeds' : 'Seed'} help={HELP.seed}>
          {(explained) => (
            <TextInput
              {...explained}
              w={grid ? 110 : 84}
              error={parseSeeds(form.seeds) === null}
              value={form.seeds}
              onChange={(event) => set({ seeds: event.currentTarget.value })}
            />
          )}
        </Explained>
      </Group>
      <TrainingSettings
        settings={form.settings}
        onChange={(settings) => set({ settings, preset: 'custom' })}
      />
      <Group gap="sm" grow align="flex-start">
        <Explained label="Name" help={HELP.name}>
          {(explained) => (
            <TextInput
              {...explained}
              placeholder="made from network and protocol"
              maxLength={150}
              value={form.name}
              onChange={(event) => set({ name: event.currentTarget.value })}
            />
          )}
        </Explained>
        <Explained label="Tags" help={HELP.tags}>
          {(explained) => <TagsInput {...explained} value={form.tags} onChange={(tags) => set({ tags })} />}
        </Explained>
      </Group>
    </Stack>
  );
}
