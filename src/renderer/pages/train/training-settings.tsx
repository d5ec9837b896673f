import { Checkbox, NumberInput } from '@mantine/core';
import { AUGMENTATIONS, isAugmentationOff } from '#shared/settings/augmentation.ts';
import { SETTINGS } from '#shared/settings/catalogue.ts';
import type { Section } from '#shared/settings/setting.ts';
import { Explained } from './explained.tsx';
import { MoreSettings } from './form-section.tsx';
import { type FormProps, hasField, SettingField } from './setting-field.tsx';
import { repeatsProblem, toggleVary, withSetting, withVaried } from './train-form.ts';
import classes from './train-page.module.css';
import { VariedField } from './varied-field.tsx';

/** Settings that are changed often and always visible. */
const MAIN = ['epochs', 'batchSize', 'optimizer.name', 'optimizer.learningRate', 'seed'];

/** Training settings: the frequent ones visible, the others in parts that open. */
export function TrainingSettings(props: FormProps) {
  const { settings } = props.form;
  return (
    <>
      {MAIN.map((path) => (
        <SettingField key={path} path={path} {...props} />
      ))}
      <Repeats {...props} />
      <MoreSettings title="Schedule and early stopping" of={['schedule', 'stopping']} settings={settings}>
        <Fields of="schedule" {...props} />
        <Fields of="stopping" {...props} />
      </MoreSettings>
      <MoreSettings
        title="Loss, optimizer and augmentation"
        of={['loss', 'augmentation']}
        settings={settings}
      >
        <Fields of="loss" {...props} />
        <Fields of="optimizer" {...props} />
        <Augmentation {...props} />
      </MoreSettings>
      <MoreSettings title="Engine" of={['engine']} settings={settings}>
        <Fields of="engine" {...props} />
      </MoreSettings>
    </>
  );
}

/** How many seeds every combination is trained with. */
function Repeats({ form, setForm }: FormProps) {
  const problem = repeatsProblem(form.repeats);
  const seeds = form.vary.seed !== undefined;
  return (
    <Explained
      label="Number of seeds"
      help="Repeats every run with so many seeds, from the seed on: 7, 8, 9. The spread of the results shows how much depends on chance."
    >
      {(explained) => (
        <NumberInput
          {...explained}
          disabled={seeds}
          min={1}
          clampBehavior="none"
          error={seeds || problem === null ? undefined : problem.replace(/^[^:]*: /, '')}
          value={Number.isNaN(form.repeats) ? '' : form.repeats}
          onChange={(next) => setForm({ ...form, repeats: next === '' ? Number.NaN : Number(next) })}
        />
      )}
    </Explained>
  );
}

/** The fields of a section, in the order of the catalogue. Switches are in rows of their own. */
function Fields({ of, form, setForm }: FormProps & { of: Section }) {
  const shown = SETTINGS.filter(
    (setting) => setting.section === of && !MAIN.includes(setting.path) && hasField(form, setting),
  );
  const rows: string[][] = [];
  let previous = '';
  for (const { path, default: value } of shown) {
    const kind = typeof value === 'boolean' ? 'switch' : 'other';
    if (kind === previous) rows.at(-1)?.push(path);
    else rows.push([path]);
    previous = kind;
  }
  return rows.map((paths) => (
    <div key={paths[0]} className={classes.fields}>
      {paths.map((path) => (
        <SettingField key={path} path={path} form={form} setForm={setForm} />
      ))}
    </div>
  ));
}

/** On: the same default as on the command line. It can be varied as a whole. */
function Augmentation({ form, setForm }: FormProps) {
  const isOn = !isAugmentationOff(form.settings.augmentation);
  const varied = form.vary.augmentation;
  return (
    <>
      <div className={classes.fields}>
        <Explained
          label="Augmentation"
          help="Changes the training clips a little, differently in every epoch, so that the network overfits less."
          varied={varied !== undefined}
          onVary={() => setForm(toggleVary(form, 'augmentation'))}
        >
          {(explained) =>
            varied === undefined ? (
              <Checkbox
                {...explained}
                checked={isOn}
                onChange={(event) =>
                  setForm(
                    withSetting(
                      form,
                      'augmentation',
                      event.currentTarget.checked ? AUGMENTATIONS.standard : AUGMENTATIONS.none,
                    ),
                  )
                }
              />
            ) : (
              <VariedField
                {...explained}
                path="augmentation"
                choices={Object.fromEntries(Object.keys(AUGMENTATIONS).map((name) => [name, {}]))}
                input={varied}
                onChange={(input) => setForm(withVaried(form, 'augmentation', input))}
              />
            )
          }
        </Explained>
      </div>
      {(isOn || varied !== undefined) && <Fields of="augmentation" form={form} setForm={setForm} />}
    </>
  );
}
