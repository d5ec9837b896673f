import { z } from 'zod';
import { singleSetting } from './setting.ts';

export const refitSetting = {
  refit: singleSetting({
    section: 'run',
    schema: z.boolean(),
    default: false,
    absent: false,
    label: 'Train on all clips at the end',
    shortName: 'final model',
    help: 'After the test, the network is trained once more, on all clips, for as many epochs as the folds took. Predict then uses this model. The results are those of the folds.',
    flag: '--refit',
  }),
};
