import { Select } from '@mantine/core';
import type { InstalledEncoder } from '#shared/encoders.ts';
import { encoderOf, type FeatureSettings, melOf } from '#shared/settings/features.ts';
import { joinedFeatures } from '#shared/settings/joined-features.ts';
import type { Choice } from '#shared/settings/setting.ts';
import { Explained } from './explained.tsx';
import { optionsAbout } from './options-about.tsx';

const NONE = 'none';

/** The encoder whose frames a network gets beside mel bands. Not shown for an encoder alone, or if none is installed. */
export function JoinedEncoder({
  features,
  installed,
  onChange,
}: {
  features: FeatureSettings;
  installed: readonly { settings: InstalledEncoder['features']; title: string }[];
  onChange(features: FeatureSettings): void;
}) {
  const mel = melOf(features);
  const chosen = encoderOf(features);
  if (mel === null || (installed.length === 0 && chosen === null)) return null;
  const choices: Record<string, Choice> = {
    [NONE]: { about: 'Only the mel bands.' },
    ...Object.fromEntries(installed.map(({ settings, title }) => [settings.name, { label: title }])),
  };
  // A repeated run may have an encoder that is not installed here.
  if (chosen !== null) choices[chosen.name] ??= {};
  return (
    <Explained
      label="Encoder beside the bands"
      help="A pretrained network whose frames are joined with the mel bands in one network. The network changes with it."
    >
      {(explained) => (
        <Select
          {...explained}
          {...optionsAbout(choices)}
          comboboxProps={{ width: 340, position: 'bottom-start' }}
          rightSectionWidth={28}
          data={Object.entries(choices).map(([value, { label = value }]) => ({ value, label }))}
          value={chosen?.name ?? NONE}
          onChange={(name) => {
            if (name === NONE) onChange(mel);
            const found = installed.find(({ settings }) => settings.name === name);
            if (found !== undefined) onChange(joinedFeatures(mel, found.settings));
          }}
        />
      )}
    </Explained>
  );
}
