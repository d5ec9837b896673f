import { z } from 'zod';
import { ENGINE_CHOICES, engineChoiceSchema } from '#shared/engines.ts';
import { counted } from '#shared/format.ts';
import { singleSetting } from './setting.ts';
import { storageSetting } from './storage.ts';

export const trainingSettings = {
  network: singleSetting({
    section: 'run',
    // Networks are registered in `core/models`, so the names are not checked here.
    schema: z.string(),
    default: 'compact',
    label: 'Network',
    help: 'The model that is trained. A larger one is slower and, with few clips, rarely better.',
    flag: '--network <name>',
  }),
  seed: singleSetting({
    section: 'run',
    schema: z.number().int().min(0),
    default: 7,
    label: 'Seed',
    help: 'Determines everything random: split, weights, order and augmentation. The same seed gives the same run.',
    flag: '--seed <n>',
  }),
  epochs: singleSetting({
    section: 'run',
    schema: z.number().int().min(1).max(10_000),
    default: 30,
    thesis: 50,
    label: 'Max epochs',
    help: 'How many times the network sees all training clips. Early stopping may end the run sooner.',
    flag: '--epochs <n>',
    summary: (epochs) => `at most ${counted(Number(epochs), 'epoch')}`,
  }),
  batchSize: singleSetting({
    section: 'run',
    schema: z.number().int().min(1).max(4096),
    default: 16,
    thesis: 32,
    label: 'Batch size',
    help: 'Clips in each update. A larger batch needs more memory. 16 or 32 suit most corpora.',
    flag: '--batch-size <n>',
    summary: (clips) => `batches of ${clips}`,
  }),
};

export const engineSettings = {
  engine: singleSetting({
    section: 'engine',
    schema: engineChoiceSchema,
    default: 'auto',
    label: 'Engine',
    help: 'The library that computes. All engines give the same outputs for the same weights. Results repeat exactly on the same engine.',
    choices: ENGINE_CHOICES,
    flag: '--engine <name>',
  }),
  storage: storageSetting,
  checkpointSeconds: singleSetting({
    section: 'engine',
    schema: z.number().min(0),
    default: 60,
    label: 'Checkpoint every',
    unit: 's',
    help: 'Time between two checkpoints inside an epoch. One is always written after an epoch.',
    flag: '--checkpoint-seconds <s>',
  }),
};
