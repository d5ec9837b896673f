import { type Calibration, ECE_NOTE, scalingNote } from '#shared/calibration.ts';
import {
  countCell,
  metricCell,
  numberColumn,
  type ResultTable,
  shareCell,
  textCell,
  textColumn,
} from './result-table.ts';

/** The expected calibration error of each run, before and after its probabilities are scaled. */
export function calibrationTable(runs: readonly { title: string; calibration: Calibration }[]): ResultTable {
  const notes = new Set(runs.flatMap(({ calibration }) => scalingNote(calibration) ?? []));
  return {
    name: 'calibration',
    title: 'Expected calibration error',
    columns: [
      textColumn('Run'),
      numberColumn('Before temperature scaling', '%'),
      numberColumn('After temperature scaling', '%'),
    ],
    rows: runs.map(({ title, calibration: { eceBefore, eceAfter } }) => [
      textCell(title),
      shareCell(eceBefore),
      shareCell(eceAfter),
    ]),
    notes: [ECE_NOTE, ...notes],
  };
}

/** How often a run was right on its test clips, by how sure it was. Bins without clips have no row. */
export function reliabilityTable({ bins }: Pick<Calibration, 'bins'>): ResultTable {
  return {
    name: 'reliability',
    title: 'How often the model is right, by how sure it is',
    columns: [
      textColumn('Sure (%)'),
      numberColumn('Test clips'),
      numberColumn('Mean probability', '%'),
      numberColumn('Right [95 %]', '%'),
    ],
    rows: bins.map(({ from, to, clips, confidence, accuracy, accuracyInterval }) => [
      textCell(`${points(from)}–${points(to)}`),
      countCell(clips),
      shareCell(confidence),
      metricCell({ value: accuracy, interval: accuracyInterval, deviation: null }),
    ]),
    notes: ['Sure: the probability of the predicted emotion. In brackets: Wilson intervals over clips.'],
  };
}

const points = (share: number): string => (100 * share).toFixed(1);
