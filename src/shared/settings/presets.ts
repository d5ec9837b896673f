/** Presets: named sets of settings. */

import { AUGMENTATIONS } from './augmentation.ts';
import { CATALOGUE, DEFAULT_SETTINGS, type RunSettings } from './catalogue.ts';
import { OPTIMIZER_DEFAULTS, type OptimizerName } from './optimizer.ts';
import { type Entry, isGroup, type Setting } from './setting.ts';

export interface Preset {
  about: string;
  /** The settings for clips of this number of corpora. */
  settings(corpora: number): RunSettings;
}

/** The common settings of the five runs of the thesis (`modeling` notebook of den13boec/neural-SER, 2023). */
function thesisSettings(): RunSettings {
  const thesisValue = ({ thesis, absent, default: ours }: Setting) => thesis ?? absent ?? ours;
  const values = (Object.entries(CATALOGUE) as [keyof RunSettings, Entry][]).map(([name, entry]) => {
    if (!isGroup(entry)) return [name, thesisValue(entry)];
    if (entry.nullable) return [name, null];
    return [
      name,
      Object.fromEntries(Object.entries(entry.settings).map(([key, one]) => [key, thesisValue(one)])),
    ];
  });
  return { ...(Object.fromEntries(values) as RunSettings), augmentation: AUGMENTATIONS.none };
}

/** The thesis watches from a later epoch when it trains on all corpora together. */
const START_EPOCH = { oneCorpus: 15, severalCorpora: 20 };

const thesis = (network: string, optimizer: OptimizerName, learningRate: number): Preset => ({
  about:
    'Settings of the thesis. Its random split shares speakers between training and test: compare with a speaker-independent protocol.',
  settings: (corpora) => {
    const common = thesisSettings();
    const startEpoch = corpora === 1 ? START_EPOCH.oneCorpus : START_EPOCH.severalCorpora;
    return {
      ...common,
      network,
      optimizer: { ...OPTIMIZER_DEFAULTS[optimizer], learningRate },
      earlyStopping: { ...common.earlyStopping, startEpoch },
    };
  },
});

/** The default preset. */
const DEFAULT_PRESET = 'default';

/** All presets except the default, which needs no name. */
export const PRESETS: Record<string, Preset> = {
  'thesis-vgg19': thesis('vgg19', 'sgd', 1e-2),
  'thesis-xception': thesis('xception', 'adadelta', 1e-3),
  'thesis-inceptionv3': thesis('inceptionv3', 'adadelta', 1e-2),
  'thesis-resnet101v2': thesis('resnet101v2', 'adadelta', 1e-2),
  'thesis-densenet201': thesis('densenet201', 'adadelta', 1e-3),
};

/** The default and the other presets, for a list. */
export const ALL_PRESETS: Record<string, Preset> = {
  [DEFAULT_PRESET]: {
    about: 'A compact network on log-mel bands, tested on speakers that it was not trained on.',
    settings: () => DEFAULT_SETTINGS,
  },
  ...PRESETS,
};
