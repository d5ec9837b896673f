import { cutText } from './text.ts';

/** Shows the progress of long work: a bar on a terminal, plain lines elsewhere, nothing if quiet. */
export interface Progress {
  /** A new `label` restarts the measurement of the speed. `total` null: unknown. `detail` may change on every call. */
  update(label: string, done: number, total: number | null, detail?: string): void;
  /** Erases the bar, so that a line can be printed. */
  clear(): void;
}

/** The stream for the progress: standard error, or a test's stream. */
export interface ProgressStream {
  readonly isTTY?: boolean;
  readonly columns?: number;
  write(text: string): unknown;
}

/** `12 s`, `1:05`, `2:03:10`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar `columns` wide, in eighths of a column. `share` 0…1. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  return ('█'.repeat(eighths >> 3) + BLOCKS[eighths & 7]).padEnd(columns);
}

/** The remaining time is not estimated from a shorter time. */
const MIN_SECONDS = 0.5;

/** Remaining seconds from the speed so far; undefined if it is not known yet. */
export function remainingSeconds(elapsedSeconds: number, done: number, total: number): number | undefined {
  if (done <= 0 || elapsedSeconds < MIN_SECONDS) return undefined;
  return (elapsedSeconds / done) * Math.max(0, total - done);
}

/** Columns left free at the end of a line. A terminal writes `^C` there, and wraps after the last column. */
const FREE_COLUMNS = 3;
const BAR_COLUMNS = 24;
const DRAW_MILLISECONDS = 100;
/** Time between two printed lines. Shorter work prints none. */
const PRINT_MILLISECONDS = 10_000;

/** Progress on `stream`. `now`: milliseconds of a clock. */
export function createProgress(stream: ProgressStream, quiet = false, now = Date.now): Progress {
  if (quiet) return { update: () => undefined, clear: () => undefined };
  let label: string | null = null;
  let startedAt = 0;
  /** The count when the label started. Clips that were in the cache do not count for the speed. */
  let doneAtStart = 0;
  let shownAt = 0;
  let barShown = false;

  const remaining = (done: number, total: number | null) =>
    total === null
      ? undefined
      : remainingSeconds((now() - startedAt) / 1000, done - doneAtStart, total - doneAtStart);

  const draw = (done: number, total: number | null, detail: string) => {
    const left = remaining(done, total);
    const parts = [
      (label ?? '').padEnd(10),
      ...(total === null ? [] : [`▕${bar(done / Math.max(1, total), BAR_COLUMNS)}▏`]),
      total === null ? `${done}` : `${done}/${total}`,
      ...(left === undefined ? [] : [` ${formatSeconds(left)} left`]),
      ...(detail === '' ? [] : [` ${detail}`]),
    ];
    stream.write(`\r\u001b[K${cutText(parts.join(' '), (stream.columns || 80) - FREE_COLUMNS)}`);
    barShown = true;
  };

  const print = (done: number, total: number | null, detail: string) => {
    const left = remaining(done, total);
    stream.write(
      `${label}: ${done}${total === null ? '' : ` of ${total}`}${detail === '' ? '' : `, ${detail}`}${left === undefined ? '' : `, ${formatSeconds(left)} left`}\n`,
    );
  };

  const clear = () => {
    if (barShown) stream.write('\r\u001b[K');
    barShown = false;
  };

  return {
    update: (newLabel, done, total, detail = '') => {
      const at = now();
      if (newLabel !== label) {
        clear();
        label = newLabel;
        startedAt = at;
        doneAtStart = done;
        // A bar is shown at once, a line only for long work.
        shownAt = stream.isTTY ? Number.NEGATIVE_INFINITY : at;
      }
      if (total !== null && done >= total) {
        clear();
        return;
      }
      if (at - shownAt < (stream.isTTY ? DRAW_MILLISECONDS : PRINT_MILLISECONDS)) return;
      shownAt = at;
      if (stream.isTTY) draw(done, total, detail);
      else print(done, total, detail);
    },
    clear,
  };
}
