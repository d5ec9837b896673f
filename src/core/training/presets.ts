import { RECIPES } from '../../shared/recipes.ts';
import {
  augmentationSchema,
  OPTIMIZER_DEFAULTS,
  type OptimizerSettings,
  type RunSettings,
} from '../../shared/runs.ts';

/** What a preset says of the settings; what it does not name is the laboratory's default. */
export type PresetSettings = Omit<
  RunSettings,
  'engine' | 'seed' | 'checkpointSeconds' | 'startWeights' | 'freezeUpTo'
>;

/** The thesis waits longer for its best epoch where it trains on all corpora together. */
const START_EPOCH = { oneCorpus: 15, severalCorpora: 20 };

/** What the five runs of the thesis have in common (`modeling` notebook of den13boec/neural-SER, 2023). */
function thesis(network: string, optimizer: OptimizerSettings, corpora: number): PresetSettings {
  return {
    network,
    recipe: RECIPES['thesis-mfcc'],
    protocol: { name: 'random', folds: 5, validationShare: 0.2, testShare: 0.2 },
    epochs: 50,
    batchSize: 32,
    optimizer,
    schedule: { kind: 'constant', warmupShare: 0 },
    earlyStopping: {
      enabled: true,
      patience: 5,
      startEpoch: corpora === 1 ? START_EPOCH.oneCorpus : START_EPOCH.severalCorpora,
      restoreBest: true,
    },
    classWeights: 'none',
    labelSmoothing: 0,
    clipNorm: 0,
    augmentation: augmentationSchema.parse({}),
  };
}

const { sgd, adadelta } = OPTIMIZER_DEFAULTS;

/** Settings that go together, by name, for clips of so many corpora. */
export const PRESETS: Record<string, (corpora: number) => PresetSettings> = {
  'thesis-vgg19': (corpora) => thesis('vgg19', { ...sgd, learningRate: 1e-2 }, corpora),
  'thesis-xception': (corpora) => thesis('xception', { ...adadelta, learningRate: 1e-3 }, corpora),
  'thesis-inceptionv3': (corpora) => thesis('inceptionv3', { ...adadelta, learningRate: 1e-2 }, corpora),
  'thesis-resnet101v2': (corpora) => thesis('resnet101v2', { ...adadelta, learningRate: 1e-2 }, corpora),
  'thesis-densenet201': (corpora) => thesis('densenet201', { ...adadelta, learningRate: 1e-3 }, corpora),
};
