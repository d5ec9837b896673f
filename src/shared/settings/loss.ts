import { z } from 'zod';
import { namesOf, singleSetting } from './setting.ts';

const CLASS_WEIGHTS = {
  none: { about: 'Every clip has the same weight.' },
  /** n / (k · n_emotion), k emotions occurring, as in scikit-learn. */
  balanced: { about: 'Every emotion has the same total weight, regardless of its number of clips.' },
};

const TARGETS = {
  label: { about: 'Each clip is trained towards its label.' },
  votes: { label: 'votes of the annotators', about: 'Two of three votes for angry: ⅔ angry (soft labels).' },
};

export const lossSettings = {
  targets: singleSetting({
    section: 'loss',
    schema: namesOf(TARGETS),
    default: 'label',
    absent: 'label',
    label: 'Training targets',
    help: 'Votes of the annotators need a table with several annotators. Other clips, validation and test use the label.',
    choices: TARGETS,
    flag: '--targets <kind>',
    summary: (kind) => (kind === 'votes' ? 'soft labels' : null),
  }),
  classWeights: singleSetting({
    section: 'loss',
    schema: namesOf(CLASS_WEIGHTS),
    default: 'balanced',
    thesis: 'none',
    label: 'Class weights',
    help: 'Balanced: a rare emotion has the same total weight as a frequent one.',
    choices: CLASS_WEIGHTS,
    flag: '--class-weights <kind>',
    summary: (kind) => (kind === 'none' ? null : `${kind} class weights`),
  }),
  balanceCorpora: singleSetting({
    section: 'loss',
    schema: z.boolean(),
    default: false,
    absent: false,
    label: 'Balance corpora',
    help: 'Every batch has equally many clips of each corpus: clips of a small corpus occur several times in an epoch, of a large one other clips each time. Without effect on a single corpus.',
    flag: '--balance-corpora',
    summary: (balanced) => (balanced ? 'balanced corpora' : null),
  }),
  labelSmoothing: singleSetting({
    section: 'loss',
    schema: z.number().min(0).max(0.9),
    default: 0.1,
    thesis: 0,
    step: 0.05,
    label: 'Label smoothing',
    help: 'Spreads this share of each label over all emotions, so that the network is less overconfident. 0: none.',
    flag: '--label-smoothing <x>',
    summary: (smoothing) => (smoothing > 0 ? `label smoothing ${smoothing}` : null),
  }),
  clipNorm: singleSetting({
    section: 'loss',
    schema: z.number().min(0),
    default: 1,
    thesis: 0,
    step: 0.5,
    label: 'Clip norm',
    help: 'The largest norm of the gradient; a larger one is scaled down, so that one batch cannot damage the weights. 0: no limit.',
    flag: '--clip-norm <x>',
    summary: (norm) => (norm > 0 ? `gradient norm to ${norm}` : null),
  }),
};
