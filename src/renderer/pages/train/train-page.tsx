import {
  Button,
  Group,
  Loader,
  MultiSelect,
  Select,
  Stack,
  Switch,
  TagsInput,
  TextInput,
} from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconPlayerPlay, IconWaveSine } from '@tabler/icons-react';
import { useEffect, useRef, useState } from 'react';
import { Link, useNavigate, useSearchParams } from 'react-router';
import { startRuns } from '../../laboratory/start-queue.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { useRequest } from '../../laboratory/use-request.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { CorporaChoice } from './corpora-choice.tsx';
import { PlanPanel } from './plan-panel.tsx';
import { ProtocolChoice } from './protocol-choice.tsx';
import { formLack, formOf, formOfRun, type GridRun, gridRuns, type TrainForm } from './train-form.ts';
import classes from './train-page.module.css';
import { TrainingSettings } from './training-settings.tsx';

/** Settings on the left, and on the right what will happen, before it happens. */
export function TrainPage() {
  const [query] = useSearchParams();
  const from = query.get('from');
  const library = useRequest('library.list', {});
  const presets = useRequest('presets.list', {});
  const again = useRequest('runs.show', { run: from ?? '' }, { enabled: from !== null });
  const [form, setForm] = useState<TrainForm | null>(null);
  // Filled once, when all that it starts from has come; from then on it is the user's.
  useEffect(() => {
    if (form !== null || library.data === undefined || presets.data === undefined) return;
    if (from === null) {
      // An empty library may be one whose first corpus is being told of: whoever comes from there finds it chosen.
      if (library.data.length > 0) setForm(formOf(presets.data[0], library.data));
    } else if (again.data !== undefined) setForm(formOfRun(again.data));
  }, [form, from, library.data, presets.data, again.data]);

  const failure = library.failure ?? presets.failure ?? again.failure;
  if (failure !== null) return <FailureNote failure={failure} />;
  if (library.data === undefined || presets.data === undefined) return <Loader aria-label="Loading" />;
  const nothingChosen = form === null ? from === null : form.folders.length === 0;
  if (library.data.length === 0 && nothingChosen) return <NothingToTrainOn />;
  if (form === null) return <Loader aria-label="Loading" />;
  return (
    <>
      <PageHeader
        title="Train"
        about={
          from === null
            ? 'What will happen stands at the right, before it happens.'
            : `With the settings of ${again.data?.name ?? from}.`
        }
      />
      <div className={classes.columns}>
        <TrainSettings form={form} setForm={setForm} library={library.data} presets={presets.data} />
        <Start form={form} />
      </div>
    </>
  );
}

function NothingToTrainOn() {
  return (
    <>
      <PageHeader title="Train" />
      <EmptyState
        icon={<IconWaveSine size={40} stroke={1.3} aria-hidden />}
        title="There are no clips to train on yet"
        actions={
          <Button component={Link} to="/corpora">
            Go to Corpora
          </Button>
        }
      >
        Add a corpus that you own, or have sample voices made there.
      </EmptyState>
    </>
  );
}

type Library = Parameters<typeof formOf>[1];
type Preset = Parameters<typeof formOf>[0] & { about: string };

function TrainSettings({
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
      <Group align="flex-start" gap="sm" grow>
        <Select
          label="Preset"
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
      </Group>
      <Switch
        label="A grid: several networks, protocols and seeds, one run for each combination"
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
      <ProtocolChoice
        grid={grid}
        names={form.protocols}
        protocol={form.settings.protocol}
        onNames={(protocols) => set({ protocols, preset: 'custom' })}
        onProtocol={(protocol) => set({ settings: { ...form.settings, protocol }, preset: 'custom' })}
      />
      <Group gap="sm" align="flex-start">
        {grid ? (
          <MultiSelect
            label="Networks"
            style={{ flex: 1 }}
            data={networks.data ?? form.networks}
            value={form.networks}
            onChange={(chosen) => set({ networks: chosen, preset: 'custom' })}
          />
        ) : (
          <Select
            label="Network"
            style={{ flex: '1 1 140px', maxWidth: 190 }}
            data={networks.data ?? form.networks}
            value={form.networks[0] ?? null}
            onChange={(network) => network && set({ networks: [network], preset: 'custom' })}
          />
        )}
        <Select
          label="Recipe of the features"
          style={{ flex: '1 1 152px', maxWidth: 190 }}
          data={(recipes.data ?? [form.settings.recipe]).map(({ name }) => name)}
          value={form.settings.recipe.name}
          onChange={(name) => {
            const recipe = recipes.data?.find((one) => one.name === name);
            if (recipe) set({ settings: { ...form.settings, recipe }, preset: 'custom' });
          }}
        />
        <TextInput
          label={grid ? 'Seeds' : 'Seed'}
          w={grid ? 110 : 84}
          value={form.seeds}
          onChange={(event) => set({ seeds: event.currentTarget.value })}
        />
      </Group>
      <TrainingSettings
        settings={form.settings}
        onChange={(settings) => set({ settings, preset: 'custom' })}
      />
      <Group gap="sm" grow align="flex-start">
        <TextInput
          label="Name"
          placeholder="made from network and protocol"
          maxLength={150}
          value={form.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <TagsInput label="Tags" value={form.tags} onChange={(tags) => set({ tags })} />
      </Group>
    </Stack>
  );
}

/** The plan, and the button that starts it. */
function Start({ form }: { form: TrainForm }) {
  const laboratory = useLaboratory();
  const navigate = useNavigate();
  const [starting, setStarting] = useState(false);
  const runs = gridRuns(form);
  const lack = formLack(form);
  // Who has gone on to another page meanwhile stays there.
  const here = useRef(true);
  useEffect(() => {
    here.current = true;
    return () => {
      here.current = false;
    };
  }, []);
  const start = async () => {
    setStarting(true);
    const wishes = runs.map((run) => ({
      folders: form.folders,
      settings: run.settings,
      name: nameOf(form, run, runs.length),
      tags: form.tags,
    }));
    const starting = startRuns(laboratory, wishes);
    // The table shows how a queue fills; a single run has a page of its own, as soon as it is in the log.
    if (wishes.length > 1) void navigate('/runs');
    const { started, failures } = await starting;
    for (const { name, failure } of failures) {
      notifications.show({
        title: name || 'Not started',
        message: failure.message,
        color: 'red',
        autoClose: false,
      });
    }
    if (!here.current) return;
    setStarting(false);
    if (started.length > 0) void navigate(`/runs/${started[0]}`);
  };
  return (
    <PlanPanel folders={form.folders} runs={runs} lack={lack}>
      <Button
        fullWidth
        size="md"
        leftSection={<IconPlayerPlay size={18} aria-hidden />}
        disabled={lack !== null || runs.length === 0}
        loading={starting}
        onClick={() => void start()}
      >
        {runs.length > 1 ? `Queue ${runs.length} runs` : 'Train'}
      </Button>
    </PlanPanel>
  );
}

/** Of several runs with one given name each says what sets it apart. */
function nameOf(form: TrainForm, run: GridRun, runs: number): string | undefined {
  const name = form.name.trim();
  if (name === '') return undefined;
  return runs === 1 ? name : `${name}: ${run.key}`;
}
