import { type KeyboardEvent, useRef, useState } from 'react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import type { Emotion } from '#shared/emotions.ts';
import { counted } from '#shared/format.ts';
import { emotionsOf, type Metrics } from '#shared/metrics.ts';
import classes from './confusion-matrix.module.css';

export type ConfusionUnit = 'counts' | 'percent';

interface Cell {
  actual: Emotion;
  predicted: Emotion;
}

/** The steps of the arrow keys. */
const STEPS: Record<string, readonly [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** Actual emotions in rows, predicted emotions in columns. Arrow keys move between cells; Enter opens a cell. */
export function ConfusionMatrix({
  metrics,
  unit,
  cell,
  onCell,
}: {
  metrics: Metrics;
  unit: ConfusionUnit;
  cell: Cell | null;
  onCell(cell: Cell): void;
}) {
  const emotions = emotionsOf(metrics);
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<readonly [number, number]>([0, 0]);
  const move = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = emotions.length - 1;
    const next = [
      Math.min(last, Math.max(0, row + step[0])),
      Math.min(last, Math.max(0, column + step[1])),
    ] as const;
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join(' ')}"]`)?.focus();
  };
  return (
    <div className={classes.holder}>
      <table ref={table} className={classes.matrix}>
        <caption className="visually-hidden">
          Confusion matrix: actual emotions in rows, predicted emotions in columns,{' '}
          {unit === 'percent' ? '% of the row' : 'clips'}
        </caption>
        <thead>
          <tr>
            <td />
            <th colSpan={emotions.length} className={classes.axis} scope="colgroup">
              predicted
            </th>
            <td />
          </tr>
          <tr>
            <th scope="col" className={`${classes.axis} ${classes.row}`}>
              actual
            </th>
            {emotions.map((emotion) => (
              <th key={emotion} scope="col" className={classes.column}>
                <EmotionBadge emotion={emotion} />
              </th>
            ))}
            <th scope="col" className={classes.total}>
              clips
            </th>
          </tr>
        </thead>
        <tbody className="tabular">
          {emotions.map((actual, row) => {
            const total = metrics.confusion[row].reduce((sum, clips) => sum + clips, 0);
            return (
              <tr key={actual}>
                <th scope="row" className={classes.row}>
                  <EmotionBadge emotion={actual} />
                </th>
                {emotions.map((predicted, column) => {
                  const clips = metrics.confusion[row][column];
                  const share = metrics.confusionPercent[row][column];
                  const chosen = cell?.actual === actual && cell.predicted === predicted;
                  return (
                    <td key={predicted} className={classes.cell}>
                      <button
                        type="button"
                        data-cell={`${row} ${column}`}
                        data-strong={share > 72}
                        data-chosen={chosen}
                        className={classes.button}
                        style={{ '--share': `${share}%` } as React.CSSProperties}
                        tabIndex={focus[0] === row && focus[1] === column ? 0 : -1}
                        aria-label={`Actual ${actual}, predicted ${predicted}: ${clips} ${clips === 1 ? 'clip' : 'clips'}, ${share.toFixed(1)} %`}
                        title={`${clips} of ${counted(total, `${actual} clip`)} predicted as ${predicted}: ${share.toFixed(1)} %`}
                        aria-pressed={chosen}
                        onFocus={() => setFocus([row, column])}
                        onKeyDown={(event) => move(event, row, column)}
                        onClick={() => onCell({ actual, predicted })}
                      >
                        {unit === 'percent' ? share.toFixed(1) : clips}
                      </button>
                    </td>
                  );
                })}
                <td className={classes.total}>{total}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
      <ColourScale />
    </div>
  );
}

/** What the colours of the cells mean: they are the share of the row in either unit. */
function ColourScale() {
  return (
    <div className={classes.scale} role="img" aria-label="Colour scale: from 0 % of the row to 100 %">
      <span className={classes.ramp} />
      <span className={`${classes.ticks} tabular`}>
        <span>100 %</span>
        <span>50 %</span>
        <span>0 %</span>
      </span>
      <span className={classes.scaleName}>% of row</span>
    </div>
  );
}
