import { hasTooFewUnits, type Interval } from '#shared/metrics.ts';
import { resamplingSentence } from '#shared/result-sentences.ts';
import { conditionLabel, type Robustness } from '#shared/robustness.ts';
import {
  metricCell,
  numberColumn,
  pointsCell,
  type ResultTable,
  textCell,
  textColumn,
} from './result-table.ts';

/** UAR and accuracy of each condition of a robustness test, and the difference in UAR from the clean sounds. */
export function robustnessTable({ conditions, resampling }: Robustness): ResultTable {
  const shown = (interval: Interval) => (hasTooFewUnits(resampling) ? null : interval);
  const share = (value: number, interval: Interval) =>
    metricCell({ value, interval: shown(interval), deviation: null });
  return {
    name: 'robustness',
    title: 'Robustness',
    columns: [
      textColumn('Condition'),
      numberColumn('UAR', '%'),
      numberColumn('Difference from clean', 'points'),
      numberColumn('Accuracy', '%'),
    ],
    rows: conditions.map(({ effect, uar, uarInterval, accuracy, accuracyInterval, difference }) => [
      textCell(conditionLabel(effect)),
      share(uar, uarInterval),
      pointsCell(difference?.uar ?? null, difference && shown(difference.uarInterval)),
      share(accuracy, accuracyInterval),
    ]),
    notes: [
      'Difference: of the UAR, in percentage points. Its interval is of the pairs, so it can be certain where the intervals of both overlap.',
      resamplingSentence(resampling),
    ],
  };
}
