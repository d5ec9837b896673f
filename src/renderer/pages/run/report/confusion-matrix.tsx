import { type KeyboardEvent, useRef, useState } from 'react';
import { EMOTIONS, type Emotion } from '../../../../shared/emotions.ts';
import type { Figures } from '../../../../shared/figures.ts';
import { EmotionBadge } from '../../../parts/emotion-badge.tsx';
import classes from './confusion-matrix.module.css';

export type ConfusionUnit = 'counts' | 'percent';

interface Cell {
  truth: Emotion;
  predicted: Emotion;
}

/** Steps that the arrow keys take over the matrix. */
const STEPS: Record<string, readonly [rows: number, columns: number]> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** True emotions down, judged ones across. Arrow keys walk over the cells; Enter opens one. */
export function ConfusionMatrix({
  figures,
  unit,
  cell,
  onCell,
}: {
  figures: Figures;
  unit: ConfusionUnit;
  cell: Cell | null;
  onCell(cell: Cell): void;
}) {
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<readonly [number, number]>([0, 0]);
  const move = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const last = EMOTIONS.length - 1;
    const next = [
      Math.min(last, Math.max(0, row + step[0])),
      Math.min(last, Math.max(0, column + step[1])),
    ] as const;
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join(' ')}"]`)?.focus();
  };
  return (
    <table ref={table} className={classes.matrix}>
      <caption className="visually-hidden">
        Confusion matrix: true emotions in rows, judged ones in columns,{' '}
        {unit === 'percent' ? 'per cent of the row' : 'clips'}
      </caption>
      <thead>
        <tr>
          <td />
          <th colSpan={EMOTIONS.length} className={classes.axis} scope="colgroup">
            judged
          </th>
          <td />
        </tr>
        <tr>
          <th scope="col" className={`${classes.axis} ${classes.row}`}>
            true
          </th>
          {EMOTIONS.map((emotion) => (
            <th key={emotion} scope="col" className={classes.column}>
              <EmotionBadge emotion={emotion} />
            </th>
          ))}
          <th scope="col" className={classes.total}>
            clips
          </th>
        </tr>
      </thead>
      <tbody className="figures">
        {EMOTIONS.map((truth, row) => {
          const total = figures.confusion[row].reduce((sum, clips) => sum + clips, 0);
          return (
            <tr key={truth}>
              <th scope="row" className={classes.row}>
                <EmotionBadge emotion={truth} />
              </th>
              {EMOTIONS.map((predicted, column) => {
                const clips = figures.confusion[row][column];
                const share = figures.confusionPercent[row][column];
                const chosen = cell?.truth === truth && cell.predicted === predicted;
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
                      aria-label={`True ${truth}, judged ${predicted}: ${clips} ${clips === 1 ? 'clip' : 'clips'}, ${share.toFixed(1)} per cent`}
                      title={`${clips} of ${total} ${truth} clips judged ${predicted}: ${share.toFixed(1)} %`}
                      aria-pressed={chosen}
                      onFocus={() => setFocus([row, column])}
                      onKeyDown={(event) => move(event, row, column)}
                      onClick={() => onCell({ truth, predicted })}
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
  );
}
