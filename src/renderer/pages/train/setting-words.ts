/** What settings mean, for whoever never trained a network: what each does, and what to do where one does not know. */
import type { OptimizerSettings, RunSettings } from '../../../shared/runs.ts';

export const NETWORK_WORDS: Readonly<Record<string, string>> = {
  compact: 'The laboratory’s own: small and quick. Begin with it.',
  vgg19: 'Plain convolutions, deep, and the most parameters of all (Simonyan and Zisserman, 2014).',
  xception: 'Depthwise separable convolutions (Chollet, 2017).',
  inceptionv3:
    'Filters of several sizes side by side; the quickest of the large ones (Szegedy et al., 2016).',
  resnet101v2: 'A hundred layers, each adding to what came before (He et al., 2016).',
  densenet201: 'Every layer sees all before it in its block (Huang et al., 2017).',
};

export const RECIPE_WORDS: Readonly<Record<string, string>> = {
  'log-mel': 'How loud each band of pitch is over time, silence cut off. The laboratory’s default.',
  'thesis-mfcc': '75 cepstral coefficients of two seconds, as the thesis computed them.',
};

export const OPTIMIZER_WORDS: Record<OptimizerSettings['name'], string> = {
  sgd: 'Plain steps down the slope; needs a well-chosen learning rate.',
  adam: 'Steps of their own size for every weight.',
  adamw: 'Adam with weight decay: a good choice to begin with.',
  adadelta: 'Finds its own step sizes; slow at small learning rates. The thesis’s.',
  rmsprop: 'Steps divided by how large they lately were.',
};

export const SCHEDULE_WORDS: Record<RunSettings['schedule']['kind'], string> = {
  constant: 'The same learning rate from first to last.',
  cosine: 'Falls slowly to nothing: fine steps at the end.',
  'one-cycle': 'Rises to its greatest, then falls to nothing.',
};

export const HELP = {
  preset: 'Settings that go together. Choose one and change below what you like.',
  grid: 'Each network is trained with each protocol and each seed, one run after another.',
  protocol: 'Which clips the network learns from and which judge it. It decides what the figures mean.',
  folds: 'Into how many parts the clips are dealt. Each part is the test once; the time is multiplied.',
  validation: 'Share of the clips that is not learned from, but says after each epoch how well it goes.',
  test: 'Share of the clips that the finished network is judged on, and sees only then.',
  network: 'The model that learns. A larger one is slower, and with few clips seldom better.',
  recipe: 'How sound becomes the picture that the network looks at.',
  seed: 'What is random follows from it: the same seed gives the same run. Several show how much is luck.',
  epochs: 'How often the network goes through all training clips. Early stopping may end it sooner.',
  batchSize: 'Clips looked at before each step. More need more memory; 16 or 32 suit most corpora.',
  optimizer: 'How the weights are changed after each batch.',
  learningRate:
    'How large those changes are. Too large and the loss jumps about; too small and it hardly falls.',
  schedule: 'How the learning rate changes in the course of a run.',
  warmup:
    'Share of the steps in which the learning rate rises from nothing: the first steps are the roughest.',
  earlyStopping:
    'When the loss on the validation clips falls no more, the network only learns its own clips by heart.',
  patience: 'So many epochs in a row without a lower validation loss end the run.',
  startEpoch: 'Epochs before this one do not count for stopping early.',
  restoreBest:
    'The weights of the epoch with the lowest validation loss are tested and kept, not those of the last.',
  classWeights: 'Balanced: a rare emotion counts as much in all as a frequent one.',
  labelSmoothing:
    'Takes a little certainty from every answer, so that the network grows less overconfident. 0: none.',
  clipNorm: 'No step is larger than this, which keeps a rough batch from spoiling the weights. 0: no limit.',
  weightDecay: 'Draws the weights towards zero, against learning by heart. 0: none.',
  momentum: 'How much of the last step goes into the next. 0: none; 0.9 is usual.',
  augmentation:
    'Changes the training clips a little, anew in every epoch, so that they are harder to learn by heart.',
  frequencyMasks: 'So many stripes of pitch are blotted out in each clip.',
  frequencyMaskBands: 'The greatest height of such a stripe, in bands.',
  timeMasks: 'So many moments are blotted out in each clip.',
  timeMaskFrames: 'The greatest length of such a moment, in frames.',
  noise: 'Random noise on every value, as a share of the clip’s own spread.',
  shiftFrames: 'Each clip is moved earlier or later by at most so many frames.',
  startRun: 'Goes on from what another run of this network has learned, in place of random weights.',
  startFile: 'Weights of Keras (.h5) or of this laboratory (.safetensors), found by the names of the layers.',
  freeze: 'This layer and all before it keep their weights; only what comes after is trained.',
  foldChannels: 'Weights made for pictures have three colours: they are summed, for a sound has one.',
  engine:
    'Both give the same outputs for the same weights; a figure is repeatable on the engine it was made with.',
  name: 'What the run is called in all tables. It can be changed later.',
  tags: 'Words to find the run by.',
} as const;
