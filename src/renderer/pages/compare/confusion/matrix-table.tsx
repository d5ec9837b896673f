import { type CSSProperties, type KeyboardEvent, useRef, useState } from 'react';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import classes from './matrix.module.css';

export interface MatrixCell {
  /** What the cell shows. */
  text: string;
  /** Spoken, and shown when the pointer rests on it. */
  about: string;
  /** The strength of the colour, −1…1; negative values have the other colour of a diverging scale. */
  strength: number;
}

interface MatrixProps {
  caption: string;
  labels: readonly string[];
  cells: readonly (readonly MatrixCell[])[];
  /** With buttons as cells. */
  select?: { chosen: readonly [number, number] | null; onSelect(actual: number, predicted: number): void };
}

/** The steps of the arrow keys. */
const STEPS: Readonly<Record<string, readonly [rows: number, columns: number]>> = {
  ArrowUp: [-1, 0],
  ArrowDown: [1, 0],
  ArrowLeft: [0, -1],
  ArrowRight: [0, 1],
};

/** From this strength on, white numbers have more contrast than dark ones: 4.5 at the least, as dark ones below. */
const MIN_STRONG = 0.72;

/** A matrix with actual labels in rows and predicted labels in columns. Arrow keys move between cells that are buttons. */
export function MatrixTable({ caption, labels, cells, select }: MatrixProps) {
  const table = useRef<HTMLTableElement>(null);
  const [focus, setFocus] = useState<readonly [number, number]>(select?.chosen ?? [0, 0]);
  const last = labels.length - 1;
  const move = (event: KeyboardEvent, row: number, column: number) => {
    const step = STEPS[event.key];
    if (step === undefined) return;
    event.preventDefault();
    const next = [
      Math.min(last, Math.max(0, row + step[0])),
      Math.min(last, Math.max(0, column + step[1])),
    ] as const;
    setFocus(next);
    table.current?.querySelector<HTMLElement>(`[data-cell="${next.join(' ')}"]`)?.focus();
  };
  return (
    <table ref={table} className={classes.matrix} data-interactive={select !== undefined || undefined}>
      <caption className="visually-hidden">{caption}</caption>
      <thead>
        <tr>
          <th scope="col" className={classes.corner}>
            actual ↓ predicted →
          </th>
          {labels.map((label) => (
            <th key={label} scope="col" className={classes.column}>
              <span>
                <EmotionBadge emotion={label} />
              </span>
            </th>
          ))}
        </tr>
      </thead>
      <tbody className="tabular">
        {labels.map((label, row) => (
          <tr key={label}>
            <th scope="row" className={classes.row}>
              <EmotionBadge emotion={label} />
            </th>
            {cells[row].map(({ text, about, strength }, column) => {
              const look = {
                className: classes.cell,
                title: about,
                'data-strong': Math.abs(strength) >= MIN_STRONG || undefined,
                'data-sign': strength < 0 ? 'negative' : 'positive',
                style: { '--strength': `${Math.round(100 * Math.abs(strength))}%` } as CSSProperties,
              };
              const chosen = select?.chosen?.[0] === row && select.chosen[1] === column;
              return (
                <td key={labels[column]} className={classes.place}>
                  {select === undefined ? (
                    <div {...look}>{text}</div>
                  ) : (
                    <button
                      type="button"
                      {...look}
                      data-cell={`${row} ${column}`}
                      aria-label={about}
                      aria-pressed={chosen}
                      tabIndex={focus[0] === row && focus[1] === column ? 0 : -1}
                      onFocus={() => setFocus([row, column])}
                      onKeyDown={(event) => move(event, row, column)}
                      onClick={() => select.onSelect(row, column)}
                    >
                      {text}
                    </button>
                  )}
                </td>
              );
            })}
          </tr>
        ))}
      </tbody>
    </table>
  );
}
