import { Select, TextInput } from '@mantine/core';
import { useMemo } from 'react';
import { useRequest } from '#renderer/client/use-request.ts';
import { RUNS_PER_ANSWER } from '#shared/limits.ts';
import { distinctTitles } from '#shared/run-names.ts';
import { Explained } from './explained.tsx';
import { type FormProps, SettingField } from './setting-field.tsx';
import { toggleVary, withSetting, withVaried } from './train-form.ts';
import classes from './train-page.module.css';
import { VariedField } from './varied-field.tsx';

const FROM = 'startWeights.from';

/** Initial weights from a file or a run, and the layers that are frozen. */
export function StartingWeights({ form, setForm }: FormProps) {
  const runs = useRequest('runs.list', { limit: RUNS_PER_ANSWER });
  const { startWeights, network } = form.settings;
  const own = (runs.data ?? []).filter((run) => run.status === 'finished' && run.network === network);
  const titles = useMemo(() => distinctTitles(runs.data ?? []), [runs.data]);
  const from = startWeights?.from ?? '';
  const varied = form.vary[FROM];
  const set = (path: string) =>
    setForm(
      withSetting(
        form,
        'startWeights',
        path.trim() === ''
          ? null
          : { from: path, foldChannels: startWeights?.foldChannels ?? false, sha256: null },
      ),
    );
  return (
    <div className={classes.fields}>
      <Explained
        label="Weights of a run"
        help="Continue from what another run of this network has learned, instead of random weights."
      >
        {(explained) => (
          <Select
            {...explained}
            placeholder="Random, from the seed"
            clearable
            disabled={varied !== undefined}
            searchable
            allowDeselect
            data={own.map(({ id, name }) => ({ value: id, label: titles.get(id) ?? name }))}
            value={own.some(({ id }) => id === from) ? from : null}
            onChange={(id) => set(id ?? '')}
          />
        )}
      </Explained>
      <Explained
        label="Or a weights file"
        help="Weights of Keras (.h5) or of this program (.safetensors). They are matched by the names of the layers."
        varied={varied !== undefined}
        onVary={() => setForm(toggleVary(form, FROM))}
      >
        {(explained) =>
          varied !== undefined ? (
            <VariedField
              {...explained}
              path={FROM}
              choices={undefined}
              input={varied}
              onChange={(input) => setForm(withVaried(form, FROM, input))}
            />
          ) : (
            <TextInput
              {...explained}
              placeholder="Full path"
              value={own.some(({ id }) => id === from) ? '' : from}
              onChange={(event) => set(event.currentTarget.value)}
            />
          )
        }
      </Explained>
      <SettingField path="freezeUpTo" form={form} setForm={setForm} />
      <SettingField
        path="startWeights.foldChannels"
        form={form}
        setForm={setForm}
        disabled={startWeights === null}
      />
    </div>
  );
}
