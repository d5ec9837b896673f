/**
 * The results that the neural-SER thesis published (2023, repository den13boec/neural-SER): a reference beside measured
 * runs, never counted as runs. Read from its notebooks. Shares are 0…1.
 */
import type { PerEmotion } from './emotions.ts';

/** The corpora that a network was trained on alone, in the thesis's third experiment. */
export const PUBLISHED_TRAINING_CORPORA = ['TESS', 'RAVDESS', 'SAVEE'] as const;
type PublishedTrainingCorpus = (typeof PUBLISHED_TRAINING_CORPORA)[number];

interface PublishedNetwork {
  /** The name in this program's registry. */
  network: string;
  label: string;
  /** On the combined test set, trained on the combined training set. Equals the weighted recall. */
  accuracy: number;
  precisionWeighted: number;
  f1Weighted: number;
  /** The share of each emotion's test clips that were predicted correctly. */
  recall: PerEmotion<number>;
  /** On the combined test set, trained on one corpus only. */
  accuracyTrainedOn: Record<PublishedTrainingCorpus, number>;
  /** Validation accuracy of the saved history, before the weights were reloaded. */
  validationAccuracy: number;
  /** The same quantity, computed again after the weights were reloaded, on a new random split. */
  reloadedValidationAccuracy: number;
}

interface PublishedResults {
  source: string;
  /** Marks these results wherever they are shown. */
  label: string;
  /** Why they cannot be compared with measured results. */
  caveat: string;
  /** Number of clips of the combined test set: RAVDESS, CREMA-D, TESS and SAVEE. */
  testClips: number;
  corpora: readonly string[];
  networks: readonly PublishedNetwork[];
}

export const PUBLISHED_RESULTS: PublishedResults = {
  source: 'neural-SER thesis (2023)',
  // wording-ignore: the results are as the thesis published them, which is what the label says.
  label: 'as published; test clips had been trained on',
  caveat:
    'The thesis split its clips at random without a seed and computed these metrics later, with saved weights on a new random split. So about 60 % of each test set had been trained on. Its notebooks show it: validation accuracy was 0.53 to 0.67 during training and 0.67 to 0.86 after the weights were loaded again. An honest value for its best network is about 67 % accuracy, with the same speakers in training and test.',
  testClips: 2433,
  corpora: ['RAVDESS', 'CREMA-D', 'TESS', 'SAVEE'],
  networks: [
    {
      network: 'vgg19',
      label: 'VGG19',
      accuracy: 0.7011,
      precisionWeighted: 0.731,
      f1Weighted: 0.6995,
      recall: recalls(79.48, 75.32, 47.92, 57.81, 76.19, 77.46, 89.31),
      accuracyTrainedOn: { TESS: 0.39, RAVDESS: 0.221, SAVEE: 0.2 },
      validationAccuracy: 0.57,
      reloadedValidationAccuracy: 0.71,
    },
    {
      network: 'xception',
      label: 'Xception',
      accuracy: 0.7098,
      precisionWeighted: 0.7122,
      f1Weighted: 0.7098,
      recall: recalls(77.4, 69.61, 60.42, 69.53, 77.25, 68.65, 80.15),
      accuracyTrainedOn: { TESS: 0.371, RAVDESS: 0.224, SAVEE: 0.054 },
      validationAccuracy: 0.61,
      reloadedValidationAccuracy: 0.713,
    },
    {
      network: 'inceptionv3',
      label: 'InceptionV3',
      accuracy: 0.6835,
      precisionWeighted: 0.6854,
      f1Weighted: 0.6835,
      recall: recalls(69.09, 63.12, 65.1, 67.97, 76.72, 64.77, 78.63),
      accuracyTrainedOn: { TESS: 0.354, RAVDESS: 0.264, SAVEE: 0.155 },
      validationAccuracy: 0.53,
      reloadedValidationAccuracy: 0.674,
    },
    {
      network: 'resnet101v2',
      label: 'ResNet101V2',
      accuracy: 0.8212,
      precisionWeighted: 0.8295,
      f1Weighted: 0.822,
      recall: recalls(82.08, 87.79, 74.48, 78.12, 85.71, 82.64, 87.79),
      accuracyTrainedOn: { TESS: 0.359, RAVDESS: 0.306, SAVEE: 0.053 },
      validationAccuracy: 0.535,
      reloadedValidationAccuracy: 0.807,
    },
    {
      network: 'densenet201',
      label: 'DenseNet201',
      accuracy: 0.8775,
      precisionWeighted: 0.8801,
      f1Weighted: 0.8777,
      recall: recalls(89.35, 91.17, 84.38, 82.03, 88.36, 89.38, 93.13),
      accuracyTrainedOn: { TESS: 0.364, RAVDESS: 0.265, SAVEE: 0.145 },
      validationAccuracy: 0.67,
      reloadedValidationAccuracy: 0.86,
    },
  ],
};

/** Per cent, in the thesis's order of the emotions. */
function recalls(
  angry: number,
  disgust: number,
  fear: number,
  happy: number,
  neutral: number,
  sad: number,
  surprise: number,
): PerEmotion<number> {
  const share = (percent: number) => Math.round(100 * percent) / 10_000;
  return {
    angry: share(angry),
    disgust: share(disgust),
    fear: share(fear),
    happy: share(happy),
    neutral: share(neutral),
    sad: share(sad),
    surprise: share(surprise),
  };
}
