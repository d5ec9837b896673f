import { Button, Loader } from '@mantine/core';
import { IconWaveSine } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '../../laboratory/use-request.ts';
import { EmptyState } from '../../parts/empty-state.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { PageHeader } from '../../parts/page-header.tsx';
import { Start } from './start.tsx';
import { formOf, formOfRun, type TrainForm } from './train-form.ts';
import classes from './train-page.module.css';
import { TrainSettings } from './train-settings.tsx';

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
        <Start
          form={form}
          onBatchSize={(batchSize) =>
            setForm({ ...form, preset: 'custom', settings: { ...form.settings, batchSize } })
          }
        />
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
