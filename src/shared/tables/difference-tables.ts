import type { ComparedDifference, Comparison } from '#shared/comparison.ts';
import { count, counted } from '#shared/format.ts';
import { hasTooFewUnits, type Interval } from '#shared/metrics.ts';
import {
  countCell,
  decimalCell,
  EMPTY_CELL,
  numberColumn,
  pointsCell,
  pValueCell,
  type ResultCell,
  type ResultTable,
  textCell,
  textColumn,
} from './result-table.ts';

/** What McNemar's test assumes, wherever its p-value is shown. */
export const MCNEMAR_CAVEAT =
  'McNemar’s test assumes independent clips. Clips of one speaker are similar, so its p-value is too small.';

const TESTS: Readonly<Record<ComparedDifference['result']['test'], string>> = {
  bootstrap: 'paired bootstrap',
  'corrected-t': 'corrected t-test',
  none: 'none',
};

/** Each other item against the baseline: second − first, with intervals and p-values. */
export function differencesTable(comparison: Comparison): ResultTable {
  const { items, differences, correction } = comparison;
  const paired = differences.some(({ result }) => result.test === 'bootstrap');
  return {
    name: 'differences',
    title: 'Differences from the baseline',
    columns: [
      textColumn('First (baseline)'),
      textColumn('Second'),
      textColumn('Test'),
      numberColumn('UAR, second − first', 'points'),
      numberColumn('p'),
      ...(correction === null ? [] : [numberColumn('Corrected p')]),
      numberColumn('Accuracy, second − first', 'points'),
      ...(paired
        ? [
            numberColumn('McNemar p'),
            numberColumn('Only first right', 'clips'),
            numberColumn('Only second right', 'clips'),
          ]
        : []),
    ],
    rows: differences.map(({ first, second, result, adjustedP }) => [
      textCell(items[first].title),
      textCell(items[second].title),
      textCell(TESTS[result.test]),
      ...uarCells(result),
      ...(correction === null ? [] : [pValueCell(adjustedP)]),
      pointsCell(result.accuracy, accuracyInterval(result)),
      ...(paired ? clipCells(result) : []),
    ]),
    notes: [
      ...new Set(differences.map(({ sentence }) => sentence)),
      ...(correction === null ? [] : [correction]),
      ...new Set(differences.flatMap(({ result }) => testNotes(result))),
    ],
  };
}

function uarCells(result: ComparedDifference['result']): [ResultCell, ResultCell] {
  if (result.test === 'none') return [pointsCell(result.uar), EMPTY_CELL];
  if (isOverTooFew(result)) return [pointsCell(result.uar), EMPTY_CELL];
  return [pointsCell(result.uar, result.uarInterval), pValueCell(result.uarP)];
}

function accuracyInterval(result: ComparedDifference['result']): Interval | null {
  return result.test === 'bootstrap' && !isOverTooFew(result) ? result.accuracyInterval : null;
}

/** An interval over two or three speakers would look certain, so it is not shown. */
const isOverTooFew = (result: ComparedDifference['result']): boolean =>
  result.test === 'bootstrap' && hasTooFewUnits(result.resampling);

function clipCells(result: ComparedDifference['result']): ResultCell[] {
  if (result.test !== 'bootstrap') return [EMPTY_CELL, EMPTY_CELL, EMPTY_CELL];
  // A group has no counts of clips.
  const clips = (n: number | null) => (n === null ? EMPTY_CELL : countCell(n));
  return [pValueCell(result.mcnemarP), clips(result.onlyFirstRight), clips(result.onlySecondRight)];
}

function testNotes(result: ComparedDifference['result']): string[] {
  if (result.test === 'bootstrap') {
    const { unit, units, draws } = result.resampling;
    const over = `${counted(units, unit.slice(0, -1))}, ${count(draws)} draws`;
    const shown = isOverTooFew(result) ? 'too few for intervals and p-values' : '95 % intervals in brackets';
    return [`Paired bootstrap over ${over}; ${shown}.`, MCNEMAR_CAVEAT];
  }
  if (result.test === 'corrected-t') {
    return [
      `Corrected resampled t-test (Nadeau and Bengio 2003) over ${counted(result.pairs, 'pair')} of folds; 95 % intervals in brackets.`,
    ];
  }
  return [];
}

/** Mean ranks and p-values of Nemenyi's comparison of all pairs; null if Friedman's test was not possible. */
export function ranksTable({ items, friedman }: Comparison): ResultTable | null {
  if (friedman === null) return null;
  return {
    name: 'ranks',
    title: `Mean ranks of the UAR over ${count(friedman.units)} ${friedman.unit}`,
    columns: [
      textColumn('Run or group'),
      numberColumn('Mean rank'),
      ...items.map(({ title }) => numberColumn(`p, against ${title}`)),
    ],
    rows: items.map(({ title }, row) => [
      textCell(title),
      decimalCell(friedman.ranks[row], 2),
      ...items.map((_, column) => (row === column ? EMPTY_CELL : pValueCell(friedman.pairs[row][column]))),
    ]),
    notes: [
      friedman.sentence,
      `Rank 1 is the best. Mean ranks that differ by less than ${friedman.criticalDifference.toFixed(2)} do not differ at 5 % (Nemenyi).`,
    ],
  };
}
