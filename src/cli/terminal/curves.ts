import type { Epoch } from '#shared/runs.ts';
import type { Paint } from './paint.ts';
import { formatSeconds } from './progress.ts';

/** Possible widths of the field that shows an epoch's accuracies as points. Each has a tick at every quarter. */
const FIELD_WIDTHS = [41, 29, 21, 13] as const;
/** Columns of a line other than the number and the field, with the gaps. */
const OTHER_COLUMNS = 51;

/** Columns of `12/300`, the same for every epoch. */
const numberColumns = (epochs: number) => Math.max(7, 2 * String(epochs).length + 1);

/** Columns of the widest field that fits; 0 if none fits. */
function fieldColumns(epochs: number, paint: Paint): number {
  const room = paint.columns - OTHER_COLUMNS - numberColumns(epochs);
  return FIELD_WIDTHS.find((columns) => columns < room) ?? 0;
}

/** The header for {@link epochLine}: a legend of the points, and the names of the columns. */
export function epochHead(epochs: number, paint: Paint): string {
  const columns = fieldColumns(epochs, paint);
  const middle = (columns - 1) / 2;
  const scale = columns === 0 ? '' : `${'0'.padEnd(middle - 1)}${'50'.padEnd(middle - 1)}100  `;
  return [
    `${paint.training('●')} training  ${paint.validation('●')} validation accuracy, %`,
    `${'epoch'.padStart(numberColumns(epochs))}    loss  valid.  ${scale}train valid`,
  ].join('\n');
}

/**
 * One epoch in one line, with its accuracies as points in a field. The lines of several epochs show two curves that grow
 * downwards. `remaining`: seconds to the end of the run, if known.
 */
export function epochLine(
  epoch: Epoch,
  epochs: number,
  best: boolean,
  remaining: number | undefined,
  paint: Paint,
): string {
  const columns = fieldColumns(epochs, paint);
  const parts = [
    `${epoch.epoch}/${epochs}`.padStart(numberColumns(epochs)),
    formatLoss(epoch.loss),
    formatLoss(epoch.validationLoss),
    ...(columns === 0 ? [] : [field(epoch, columns, paint)]),
    `${wholePercent(epoch.accuracy)} ${wholePercent(epoch.validationAccuracy)}`,
    best ? paint.strong('best') : '    ',
    ...(remaining === undefined || remaining < 0.5 ? [] : [paint.faint(`${formatSeconds(remaining)} left`)]),
  ];
  return parts.join('  ').trimEnd();
}

function field(epoch: Epoch, columns: number, paint: Paint): string {
  const quarter = (columns - 1) / 4;
  const cells = Array.from({ length: columns }, (_, column) =>
    column % quarter === 0 ? paint.faint('·') : ' ',
  );
  const at = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * (columns - 1));
  cells[at(epoch.accuracy)] = paint.training('●');
  if (epoch.validationAccuracy !== null) {
    const column = at(epoch.validationAccuracy);
    cells[column] = column === at(epoch.accuracy) ? paint.strong('◉') : paint.validation('●');
  }
  return cells.join('');
}

/** A loss in six columns: three decimals, or fewer for a very large loss. */
function formatLoss(loss: number | null): string {
  if (loss === null) return '–'.padStart(6);
  const texts = [loss.toFixed(3), loss.toFixed(0), loss.toExponential(0)];
  return (texts.find((text) => text.length <= 6) ?? texts[2]).padStart(6);
}

function wholePercent(share: number | null): string {
  return (share === null ? '–' : `${(100 * share).toFixed(0)} %`).padStart(5);
}

/** The bits of Unicode's Braille patterns. A character has two columns of four dots. */
const BRAILLE = [
  [0x01, 0x02, 0x04, 0x40],
  [0x08, 0x10, 0x20, 0x80],
] as const;
const CHART_ROWS = 6;
const LABEL_COLUMNS = 8;

/**
 * Curves over the epochs as rows of Braille dots: training red, validation blue, as in the thesis. The axis ranges from
 * the lowest to the highest value.
 */
export function chart(
  title: string,
  training: readonly number[],
  validation: readonly (number | null)[],
  format: (value: number) => string,
  paint: Paint,
): string {
  const preferred = Math.min(60, Math.max(12, Math.ceil(training.length / 2) * 2));
  const columns = Math.max(12, Math.min(preferred, paint.columns - LABEL_COLUMNS - 4));
  const values = [...training, ...validation.filter((value) => value !== null)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const grid = Array.from({ length: CHART_ROWS }, () =>
    Array.from({ length: columns }, () => ({ dots: 0, training: false, validation: false })),
  );
  const plot = (series: readonly (number | null)[], which: 'training' | 'validation') => {
    const dots = columns * 2;
    for (let x = 0; x < dots; x++) {
      const value = interpolate(series, (x / (dots - 1)) * (series.length - 1));
      if (value === null) continue;
      const y = Math.round((1 - (value - low) / (high - low || 1)) * (CHART_ROWS * 4 - 1));
      const cell = grid[y >> 2][x >> 1];
      cell.dots |= BRAILLE[x & 1][y & 3];
      cell[which] = true;
    }
  };
  plot(training, 'training');
  plot(validation, 'validation');
  const lines = grid.map((row, index) => {
    const label = index === 0 ? format(high) : index === CHART_ROWS - 1 ? format(low) : '';
    const dots = row.map((cell) => {
      const dot = cell.dots === 0 ? ' ' : String.fromCodePoint(0x2800 + cell.dots);
      if (cell.training && cell.validation) return paint.strong(dot);
      if (cell.dots === 0) return dot;
      return cell.training ? paint.training(dot) : paint.validation(dot);
    });
    return `${label.padStart(LABEL_COLUMNS)} ┤${dots.join('')}`.trimEnd();
  });
  const margin = ' '.repeat(LABEL_COLUMNS + 2);
  return [
    `${margin}${title}`,
    ...lines,
    `${' '.repeat(LABEL_COLUMNS + 1)}└${'─'.repeat(columns)}`,
    `${margin}1${`epoch ${training.length}`.padStart(columns - 1)}`,
  ].join('\n');
}

/** Linear interpolation between two epochs; null if one of them has no value. */
function interpolate(series: readonly (number | null)[], position: number): number | null {
  const before = series[Math.floor(position)] ?? null;
  const after = series[Math.ceil(position)] ?? null;
  if (before === null || after === null) return null;
  return before + (after - before) * (position % 1);
}
