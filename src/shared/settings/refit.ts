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

/** The number of the final model in folders, archives and random draws: the one after the last fold. */
export const refitNumber = (folds: number): number => folds;

/** How many networks a run with so many folds trains, each with weights of its own: the folds, and with `refit` the final model. */
export const trainingCount = ({ refit }: { refit: boolean }, folds: number): number =>
  refit ? refitNumber(folds) + 1 : folds;
