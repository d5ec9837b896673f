import { cutText } from './text.ts';

/** Shows how far long work has come: a bar on a terminal, plain lines elsewhere, nothing when quiet. */
export interface Progress {
  /** A new `label` begins a new measure of the pace. `total` null: unknown. `detail` may change at every call. */
  update(label: string, done: number, total: number | null, detail?: string): void;
  /** Clears the bar, so that a line can be written. */
  clear(): void;
}

/** Where progress is shown: standard error, or what a test puts in its place. */
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

/** Before this nobody knows the pace. */
const LEAST_SECONDS = 0.5;

/** Remaining seconds from the pace so far; undefined before there is one. */
export function remainingSeconds(elapsedSeconds: number, done: number, total: number): number | undefined {
  if (done <= 0 || elapsedSeconds < LEAST_SECONDS) return undefined;
  return (elapsedSeconds / done) * Math.max(0, total - done);
}

/** At the end of a line: a terminal writes `^C` there, and would go to the next line after the last column. */
const FREE_COLUMNS = 3;
const BAR_COLUMNS = 24;
const DRAW_MILLISECONDS = 100;
/** Where lines stay, few are enough: work that is done sooner says nothing. */
const SAY_MILLISECONDS = 10_000;

/** Progress on `stream`. `now`: milliseconds of a clock. */
export function createProgress(stream: ProgressStream, quiet = false, now = Date.now): Progress {
  if (quiet) return { update: () => undefined, clear: () => undefined };
  let label: string | null = null;
  let startedAt = 0;
  /** Done when the label began: clips that were in a cache say nothing of the pace. */
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

  const say = (done: number, total: number | null, detail: string) => {
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
        // A bar shows at once, a line only when it takes long.
        shownAt = stream.isTTY ? Number.NEGATIVE_INFINITY : at;
      }
      if (total !== null && done >= total) {
        clear();
        return;
      }
      if (at - shownAt < (stream.isTTY ? DRAW_MILLISECONDS : SAY_MILLISECONDS)) return;
      shownAt = at;
      if (stream.isTTY) draw(done, total, detail);
      else say(done, total, detail);
    },
    clear,
  };
}
