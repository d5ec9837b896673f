import { z } from 'zod';
import { counted } from '#shared/format.ts';
import type { ScheduleKind } from './schedule.ts';
import { setting, settingGroup } from './setting.ts';

export const earlyStoppingGroup = settingGroup({
  section: 'stopping',
  shorthand: 'enabled',
  settings: {
    enabled: setting({
      schema: z.boolean(),
      default: true,
      label: 'Stop early when the validation loss stops falling',
      shortName: 'early stopping',
      help: 'Ends the run when the loss on the validation clips stops falling: from then on the network overfits.',
      flag: '--early-stopping',
      offHelp: 'train all epochs',
      summary: (enabled) => (enabled ? null : 'no early stopping'),
    }),
    patience: setting({
      schema: z.number().int().min(0),
      default: 3,
      thesis: 5,
      label: 'Patience',
      unit: 'epochs',
      help: 'The run ends after this many epochs in a row without a lower validation loss. It follows the number of epochs until you change it.',
      flag: '--patience <epochs>',
      usedWhen: { setting: 'earlyStopping.enabled', is: [true] },
      summary: (epochs) => `early stopping after ${counted(Number(epochs), 'epoch')}`,
    }),
    startEpoch: setting({
      schema: z.number().int().min(0),
      default: 24,
      label: 'Watch from epoch',
      help: 'Epochs before this one are not compared. It follows the number of epochs until you change it.',
      flag: '--start-epoch <n>',
    }),
    restoreBest: setting({
      schema: z.boolean(),
      default: true,
      label: 'Keep the best epoch’s weights',
      shortName: 'best weights',
      help: 'Test and keep the weights of the epoch with the lowest validation loss, not those of the last epoch.',
      flag: '--restore-best',
      offHelp: 'test and keep the weights of the last epoch, not of the best',
    }),
  },
});

/** The share of the epochs after which a falling learning rate is almost constant. */
const SETTLED_SHARE = 0.8;

/** The longest default patience. */
const MAX_PATIENCE = 10;

/** What the defaults of early stopping follow. */
interface Followed {
  schedule: { kind: ScheduleKind };
  epochs: number;
  earlyStopping?: { startEpoch: number };
}

/**
 * The default epoch from which early stopping watches. While the learning rate is high, the validation loss of a few
 * speakers varies, and a low value by chance would select weights that are not fully trained. So with a falling learning
 * rate, only the last epochs are watched.
 */
function settledEpoch({ schedule, epochs }: Followed): number {
  return schedule.kind === 'constant' ? 0 : Math.floor(SETTLED_SHARE * epochs);
}

/**
 * The default epochs of early stopping. The patience is half of the watched epochs, so that early stopping can end the
 * run, and 1…10 epochs. It follows `earlyStopping.startEpoch` if given, otherwise the default of that.
 */
export function earlyStoppingDefaults(settings: Followed): { startEpoch: number; patience: number } {
  const startEpoch = settledEpoch(settings);
  const watched = settings.epochs - (settings.earlyStopping?.startEpoch ?? startEpoch);
  return { startEpoch, patience: Math.min(MAX_PATIENCE, Math.max(1, Math.floor(watched / 2))) };
}

/**
 * Whether early stopping is on and could end a run before its last epoch: an epoch sets the lowest loss, and `patience`
 * later ones do not improve it.
 */
export function canStopEarly({
  earlyStopping: { enabled, patience, startEpoch },
  epochs,
}: {
  earlyStopping: { enabled: boolean; patience: number; startEpoch: number };
  epochs: number;
}): boolean {
  // Epochs count from 0. With a patience of 0, the first epoch without an improvement ends the run, as with 1.
  return enabled && startEpoch + Math.max(1, patience) < epochs - 1;
}
