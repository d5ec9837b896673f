import type { Epoch } from '../../shared/runs.ts';
import type { Paint } from './paint.ts';
import { formatSeconds } from './progress.ts';

const FIELD_COLUMNS = 41;

/** The head of the lines that {@link epochLine} writes. */
export function epochHead(paint: Paint): string {
  const scale = '0 %'.padEnd(FIELD_COLUMNS / 2 - 1) + '50 %'.padEnd(FIELD_COLUMNS / 2 - 2) + '100 %';
  const legend = `${paint.training('●')} training  ${paint.validation('●')} validation accuracy`;
  return `  epoch    loss  valid.  ${scale}  ${legend}`;
}

/**
 * One epoch as one line, its accuracies as points in a field: line upon line the two curves grow downwards, on any
 * terminal and in any log.
 */
export function epochLine(
  epoch: Epoch,
  epochs: number,
  best: boolean,
  remaining: number | undefined,
  paint: Paint,
): string {
  const field = Array.from({ length: FIELD_COLUMNS }, (_, column) =>
    column % 10 === 0 ? paint.faint('·') : ' ',
  );
  const at = (share: number) => Math.round(Math.min(1, Math.max(0, share)) * (FIELD_COLUMNS - 1));
  field[at(epoch.accuracy)] = paint.training('●');
  if (epoch.validationAccuracy !== null) {
    const column = at(epoch.validationAccuracy);
    field[column] = column === at(epoch.accuracy) ? paint.strong('◉') : paint.validation('●');
  }
  const number = `${epoch.epoch}/${epochs}`.padStart(7);
  const loss = epoch.loss.toFixed(3).padStart(6);
  const validation = (epoch.validationLoss?.toFixed(3) ?? '–').padStart(6);
  const percent = (share: number | null) =>
    (share === null ? '–' : `${(100 * share).toFixed(0)} %`).padStart(5);
  const figures = `${percent(epoch.accuracy)} ${percent(epoch.validationAccuracy)}`;
  const left = remaining === undefined ? '' : `  ${formatSeconds(remaining)} left`;
  return `${number}  ${loss}  ${validation}  ${field.join('')}  ${figures}${best ? paint.strong('  best') : '      '}${paint.faint(left)}`.trimEnd();
}

/**
 * Curves over the epochs as rows of Braille dots (2 × 4 a character): training red, validation blue, the thesis's
 * colours. `low` and `high` give the axis; values outside lie on its edge.
 */
export function chart(
  title: string,
  training: readonly number[],
  validation: readonly (number | null)[],
  format: (value: number) => string,
  paint: Paint,
): string {
  const columns = Math.min(60, Math.max(12, Math.ceil(training.length / 2) * 2));
  const rows = 6;
  const values = [...training, ...validation.filter((value) => value !== null)];
  const low = Math.min(...values);
  const high = Math.max(...values);
  const span = high - low || 1;
  const grid = Array.from({ length: rows }, () =>
    Array.from({ length: columns }, () => ({ dots: 0, training: false, validation: false })),
  );
  const plot = (series: readonly (number | null)[], which: 'training' | 'validation') => {
    const dotColumns = columns * 2;
    for (let x = 0; x < dotColumns; x++) {
      const position = series.length === 1 ? 0 : (x / (dotColumns - 1)) * (series.length - 1);
      const [before, after] = [series[Math.floor(position)], series[Math.ceil(position)]];
      if (before === null || after === null || before === undefined || after === undefined) continue;
      const value = before + (after - before) * (position % 1);
      const y = Math.round((1 - (value - low) / span) * (rows * 4 - 1));
      const cell = grid[y >> 2][x >> 1];
      cell.dots |= [
        [0x01, 0x02, 0x04, 0x40],
        [0x08, 0x10, 0x20, 0x80],
      ][x & 1][y & 3];
      cell[which] = true;
    }
  };
  plot(training, 'training');
  plot(validation, 'validation');
  const lines = grid.map((row, index) => {
    const label = index === 0 ? format(high) : index === rows - 1 ? format(low) : '';
    const text = row.map((cell) => {
      const dot = cell.dots === 0 ? ' ' : String.fromCodePoint(0x2800 + cell.dots);
      if (cell.training && cell.validation) return paint.strong(dot);
      return cell.training ? paint.training(dot) : paint.validation(dot);
    });
    return `${label.padStart(8)} ┤${text.join('')}`;
  });
  return [
    `${' '.repeat(10)}${title}`,
    ...lines,
    `${' '.repeat(9)}└${'─'.repeat(columns)}`,
    `${' '.repeat(10)}1${`epoch ${training.length}`.padStart(columns - 1)}`,
  ].join('\n');
}
