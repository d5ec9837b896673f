import { Checkbox } from '@mantine/core';
import { useRequest } from '#renderer/client/use-request.ts';
import type { RequestOutput } from '#shared/contract.ts';
import { encoderOf, FEATURE_CHOICES, FEATURES, type FeaturePart, melOf } from '#shared/settings/features.ts';
import { joinedFeatures } from '#shared/settings/joined-features.ts';
import type { Choice } from '#shared/settings/setting.ts';
import { Explained } from './explained.tsx';
import { MoreSettings } from './form-section.tsx';
import { JoinedEncoder } from './joined-encoder.tsx';
import { type FormProps, SettingField } from './setting-field.tsx';
import { StartingWeights } from './starting-weights.tsx';
import { withNetwork, withSetting } from './train-form.ts';
import classes from './train-page.module.css';

const ENCODER_ABOUT =
  'The frames of a pretrained network. Add others under Settings, Encoders. The network and the augmentation change with it.';

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
  const encoders = useRequest('encoders.list', {});
  const installed = (encoders.data ?? []).flatMap(({ installed: found, title }) =>
    found === null ? [] : [{ settings: found.features, title }],
  );
  const known: Record<string, FeaturePart> = {
    ...FEATURES,
    ...Object.fromEntries(installed.map(({ settings }) => [settings.name, settings])),
  };
  // A grid varies built-in features. A repeated run may have feature settings that are not known here.
  const varied = form.vary.features !== undefined;
  const featureChoices: Record<string, Choice> = {
    ...FEATURE_CHOICES,
    ...(varied
      ? {}
      : Object.fromEntries(
          installed.map(({ settings, title }) => [settings.name, { label: title, about: ENCODER_ABOUT }]),
        )),
  };
  // Of joined features, the list has the mel bands, and another one the encoder.
  const listed = (melOf(features) ?? features).name;
  featureChoices[listed] ??= {};
  const choose = (name: string) => {
    if (!Object.hasOwn(known, name)) return;
    const next = known[name];
    const beside = features.kind === 'joined' ? encoderOf(features) : null;
    const chosen = beside !== null && next.kind === 'mel' ? joinedFeatures(next, beside) : next;
    setForm(withSetting(form, 'features', chosen));
  };
  const fitting = networks.filter(({ kind }) => varied || kind === features.kind);
  return (
    <>
      <SettingField
        {...props}
        path="network"
        choices={Object.fromEntries(fitting.map(({ name, about }) => [name, { about }]))}
        onChoose={(name) => setForm(withNetwork(form, name, networks, FEATURES))}
      />
      <SettingField
        {...props}
        path="features"
        choices={own ? { own: { label: 'of each network' } } : featureChoices}
        chosen={own ? 'own' : listed}
        disabled={own}
        varies
        onChoose={choose}
      />
      {!own && !varied && (
        <JoinedEncoder
          features={features}
          installed={installed}
          onChange={(next) => setForm(withSetting(form, 'features', next))}
        />
      )}
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
      <SettingField {...props} path="normaliseSpeakers" />
      <MoreSettings title="Starting weights" of={['weights']} settings={form.settings}>
        <StartingWeights {...props} />
      </MoreSettings>
    </>
  );
}
