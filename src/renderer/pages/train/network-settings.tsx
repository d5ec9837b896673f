import { Checkbox } from '@mantine/core';
import type { RequestOutput } from '#shared/contract.ts';
import { FEATURE_CHOICES, FEATURES } from '#shared/settings/features.ts';
import { Explained } from './explained.tsx';
import { MoreSettings } from './form-section.tsx';
import { type FormProps, SettingField } from './setting-field.tsx';
import { StartingWeights } from './starting-weights.tsx';
import { withNetwork, withSetting } from './train-form.ts';
import classes from './train-page.module.css';

/** The network or networks, their features, and start weights. */
export function NetworkSettings({
  form,
  setForm,
  networks,
}: FormProps & { networks: RequestOutput<'networks.list'> }) {
  const props = { form, setForm };
  const several = (form.vary.network?.length ?? 0) > 1;
  const own = several && form.ownFeatures && form.vary.features === undefined;
  const { features } = form.settings;
  // A repeated run may have feature settings that are not built in.
  const featureChoices = {
    ...FEATURE_CHOICES,
    ...(features.name in FEATURES ? {} : { [features.name]: {} }),
  };
  return (
    <>
      <SettingField
        {...props}
        path="network"
        choices={Object.fromEntries(networks.map(({ name, about }) => [name, { about }]))}
        onChoose={(name) => setForm(withNetwork(form, name, networks, FEATURES))}
      />
      <SettingField
        {...props}
        path="features"
        choices={own ? { own: { label: 'of each network' } } : featureChoices}
        chosen={own ? 'own' : features.name}
        disabled={own}
        varies
        onChoose={(name) =>
          Object.hasOwn(FEATURES, name) && setForm(withSetting(form, 'features', FEATURES[name]))
        }
      />
      {several && form.vary.features === undefined && (
        <Explained
          label="Features of each network"
          help="Each network is trained on the features that it was designed for. Otherwise all have the same features."
        >
          {(explained) => (
            <Checkbox
              {...explained}
              className={classes.besideFields}
              checked={form.ownFeatures}
              onChange={(event) => setForm({ ...form, ownFeatures: event.currentTarget.checked })}
            />
          )}
        </Explained>
      )}
      <MoreSettings title="Starting weights" of={['weights']} settings={form.settings}>
        <StartingWeights {...props} />
      </MoreSettings>
    </>
  );
}
