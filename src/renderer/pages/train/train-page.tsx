import { Button, Loader } from '@mantine/core';
import { IconWaveSine } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { EmptyState } from '#renderer/parts/notes/empty-state.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import { PAGES } from '#shared/pages.ts';
import { DEFAULT_PRESET, FIRST_LOOK_PRESET } from '#shared/settings/presets.ts';
import { hasOnlySynthetic, loadCorpora } from './remembered-corpora.ts';
import { Start } from './start.tsx';
import { formOf, formOfRun, type TrainForm, withSetting } from './train-form.ts';
import classes from './train-page.module.css';
import { TrainSettings } from './train-settings.tsx';

/** Settings on the left, the plan on the right. */
export function TrainPage() {
  const [query] = useSearchParams();
  const from = query.get('from');
  const library = useRequest('library.list', {});
  const presets = useRequest('presets.list', {});
  const networks = useRequest('networks.list', {});
  const again = useRequest('runs.show', { run: from ?? '' }, { enabled: from !== null });
  const [form, setForm] = useState<TrainForm | null>(null);
  // Filled once, when presets and library are loaded. Later answers do not change the user's input.
  useEffect(() => {
    if (form !== null || library.data === undefined || presets.data === undefined) return;
    if (from === null) {
      // The first corpus may arrive while the library is still empty, so that it is selected too.
      if (library.data.length === 0) return;
      const wanted = hasOnlySynthetic(library.data) ? FIRST_LOOK_PRESET : DEFAULT_PRESET;
      const preset = presets.data.find(({ name }) => name === wanted) ?? presets.data[0];
      setForm(formOf(preset, loadCorpora(browserStore(), library.data)));
    } else if (again.data !== undefined) setForm(formOfRun(again.data));
  }, [form, from, library.data, presets.data, again.data]);

  const failure = library.failure ?? presets.failure ?? networks.failure ?? again.failure;
  if (failure !== null) return <FailureNote failure={failure} />;
  if (library.data === undefined || presets.data === undefined || networks.data === undefined)
    return <Loader role="img" aria-label="Loading" />;
  const nothingChosen = form === null ? from === null : form.folders.length === 0;
  if (library.data.length === 0 && nothingChosen) return <NothingToTrainOn />;
  if (form === null) return <Loader role="img" aria-label="Loading" />;
  return (
    <div className={classes.page}>
      <PageHeader
        title="Train"
        about={
          from === null
            ? 'Check the plan on the right before you start.'
            : `With the settings of ${again.data?.name ?? from}.`
        }
      />
      <div className={classes.columns}>
        <TrainSettings
          form={form}
          setForm={setForm}
          library={library.data}
          presets={presets.data}
          networks={networks.data}
        />
        <Start
          form={form}
          networks={networks.data}
          onBatchSize={(clips) => setForm(withSetting(form, 'batchSize', clips))}
        />
      </div>
    </div>
  );
}

function NothingToTrainOn() {
  return (
    <>
      <PageHeader title={PAGES.train.title} />
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
