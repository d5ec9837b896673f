/** Presets: named sets of settings. */

import { AUGMENTATIONS } from './augmentation.ts';
import { CATALOGUE, DEFAULT_SETTINGS, type RunSettings } from './catalogue.ts';
import { LOG_MEL_2S } from './mel-features.ts';
import { OPTIMIZER_DEFAULTS, type OptimizerName } from './optimizer.ts';
import { type Entry, isGroup, type Setting } from './setting.ts';

export interface Preset {
  about: string;
  /** Early stopping follows the number of epochs and the schedule, unless its settings are given: as without a preset. */
  followsEpochs?: boolean;
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

/** Features, network and training for voices and microphones that the corpus does not have; see docs/experiments.md. */
function accurateSettings(): RunSettings {
  const settings = DEFAULT_SETTINGS;
  return {
    ...settings,
    network: 'compact-2',
    features: LOG_MEL_2S,
    // Voices are what a small corpus lacks most: none is spent on choosing the epoch.
    protocol: { ...settings.protocol, validationShare: 0 },
    earlyStopping: { ...settings.earlyStopping, enabled: false, restoreBest: false },
    refit: true,
    epochs: 80,
    batchSize: 32,
    optimizer: { ...settings.optimizer, learningRate: 0.003 },
    augmentation: {
      ...settings.augmentation,
      recordings: 12,
      testedRecordings: 8,
      frequencyMasks: 1,
      timeMasks: 1,
      noise: 0,
      shiftFrames: 0,
    },
  };
}

/** What the window and the command line begin with. Settings that are given to a request without a preset begin with {@link DEFAULT_SETTINGS}. */
export const DEFAULT_PRESET = 'accurate';

/** What the window begins with while there are only sample voices, on which no result means anything. */
export const FIRST_LOOK_PRESET = 'quick';

/** All presets by name, as they are listed: the default first. */
export const PRESETS: Record<string, Preset> = {
  [DEFAULT_PRESET]: {
    about:
      'The default. For voices and microphones that are not in the corpus: other recordings are made of each clip, all speakers but the tested ones are trained on, and the final model is trained on all. About seven times as long as quick.',
    followsEpochs: true,
    settings: accurateSettings,
  },
  [FIRST_LOOK_PRESET]: {
    about:
      'For a first look: a compact network on log-mel bands, tested on speakers that it was not trained on.',
    followsEpochs: true,
    settings: () => DEFAULT_SETTINGS,
  },
  'thesis-vgg19': thesis('vgg19', 'sgd', 1e-2),
  'thesis-xception': thesis('xception', 'adadelta', 1e-3),
  'thesis-inceptionv3': thesis('inceptionv3', 'adadelta', 1e-2),
  'thesis-resnet101v2': thesis('resnet101v2', 'adadelta', 1e-2),
  'thesis-densenet201': thesis('densenet201', 'adadelta', 1e-3),
};
