import { Select, Stack, TagsInput, TextInput } from '@mantine/core';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import type { RequestOutput } from '#shared/contract.ts';
import type { LibraryFolder } from '#shared/library.ts';
import { MAX_NAME_CHARACTERS, MAX_TAG_CHARACTERS } from '#shared/limits.ts';
import { CorporaChoice } from './corpora-choice.tsx';
import { Explained } from './explained.tsx';
import { FormSection } from './form-section.tsx';
import { LabelSetField } from './label-set-field.tsx';
import { NetworkSettings } from './network-settings.tsx';
import { ProtocolSettings } from './protocol-settings.tsx';
import { RecordedCorrections } from './recorded-corrections.tsx';
import { saveCorpora } from './remembered-corpora.ts';
import type { FormProps } from './setting-field.tsx';
import { formOf } from './train-form.ts';
import classes from './train-page.module.css';
import { TrainingSettings } from './training-settings.tsx';

/** Help texts of the fields that are not settings of a run. */
const HELP = {
  preset: 'Settings that go together. Choose one and change what you like below.',
  name: 'The name in all tables, of a run or of a grid. It can be changed later.',
  tags: 'Words to find the runs by.',
};

/** The form of the Train page: data, network, training. */
export function TrainSettings({
  form,
  setForm,
  library,
  presets,
  networks,
}: FormProps & {
  library: readonly LibraryFolder[];
  presets: RequestOutput<'presets.list'>;
  networks: RequestOutput<'networks.list'>;
}) {
  const props = { form, setForm };
  const about = presets.find(({ name }) => name === form.preset)?.about;
  return (
    <Stack gap="md" component="form" onSubmit={(event: React.FormEvent) => event.preventDefault()}>
      <div className={classes.fields}>
        <Explained label="Preset" help={HELP.preset}>
          {(explained) => (
            <Select
              {...explained}
              data={[...presets.map(({ name }) => name), { value: 'custom', label: 'Custom' }].filter(
                (option) => form.preset === 'custom' || typeof option === 'string',
              )}
              value={form.preset}
              onChange={(name) => {
                const preset = presets.find((one) => one.name === name);
                if (preset === undefined) return;
                const { name: title, tags, repeats } = form;
                setForm({ ...formOf(preset, form.folders), name: title, tags, repeats });
              }}
            />
          )}
        </Explained>
        <Explained label="Name" help={HELP.name}>
          {(explained) => (
            <TextInput
              {...explained}
              placeholder="From the settings"
              maxLength={MAX_NAME_CHARACTERS}
              value={form.name}
              onChange={(event) => setForm({ ...form, name: event.currentTarget.value })}
            />
          )}
        </Explained>
        <Explained label="Tags" help={HELP.tags}>
          {(explained) => (
            <TagsInput
              {...explained}
              maxLength={MAX_TAG_CHARACTERS}
              value={form.tags}
              onChange={(tags) => setForm({ ...form, tags })}
            />
          )}
        </Explained>
        {about !== undefined && <div className={classes.about}>{about}</div>}
      </div>
      <FormSection title="Data">
        <div className={classes.field} data-wide>
          <CorporaChoice
            library={library}
            chosen={form.folders}
            onChange={(folders) => {
              saveCorpora(browserStore(), form.folders, folders);
              setForm({ ...form, folders });
            }}
          />
        </div>
        <LabelSetField {...props} library={library} />
        <RecordedCorrections {...props} />
        <ProtocolSettings {...props} />
      </FormSection>
      <FormSection title="Network">
        <NetworkSettings {...props} networks={networks} />
      </FormSection>
      <FormSection title="Training">
        <TrainingSettings {...props} />
      </FormSection>
    </Stack>
  );
}
