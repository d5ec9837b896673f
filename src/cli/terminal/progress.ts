import type { WriteStream } from 'node:tty';

/** Shows how far long work has come: a bar on a terminal, plain lines elsewhere, nothing when quiet. */
export interface Progress {
  /** `total` null: unknown. */
  update(label: string, done: number, total: number | null): void;
  /** Clears the bar, so that a line can be written. */
  clear(): void;
}

/** `1:05`, `12 s`, `2:03:10`. */
export function formatSeconds(seconds: number): string {
  if (!Number.isFinite(seconds)) return '–';
  const whole = Math.max(0, Math.round(seconds));
  if (whole < 60) return `${whole} s`;
  const pad = (value: number) => String(value).padStart(2, '0');
  const minutes = Math.floor(whole / 60);
  if (minutes < 60) return `${minutes}:${pad(whole % 60)}`;
  return `${Math.floor(minutes / 60)}:${pad(minutes % 60)}:${pad(whole % 60)}`;
}

const BAR_COLUMNS = 24;
const BLOCKS = ['', '▏', '▎', '▍', '▌', '▋', '▊', '▉'];

/** A bar `columns` wide, in eighths of a column. */
export function bar(share: number, columns: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * columns * 8);
  return ('█'.repeat(eighths >> 3) + BLOCKS[eighths & 7]).padEnd(columns);
}

/** Remaining seconds from the pace so far; undefined before there is one. */
export function remainingSeconds(elapsedSeconds: number, done: number, total: number): number | undefined {
  if (done <= 0 || elapsedSeconds < 0.5) return undefined;
  return (elapsedSeconds / done) * (total - done);
}

/** Progress on `stream`: standard error, so that standard output stays the result's alone. */
export function createProgress(stream: WriteStream | NodeJS.WritableStream, quiet = false): Progress {
  if (quiet) return { update: () => undefined, clear: () => undefined };
  const terminal = 'isTTY' in stream && stream.isTTY === true;
  let label = '';
  let startedAt = 0;
  let drawnAt = 0;
  let lineDrawn = false;
  let saidAt = 0;

  const draw = (done: number, total: number | null, now: number) => {
    const elapsed = (now - startedAt) / 1000;
    const remaining = total === null ? undefined : remainingSeconds(elapsed, done, total);
    const left = remaining === undefined ? '' : `  ${formatSeconds(remaining)} left`;
    const share = total === null ? '' : `▕${bar(done / Math.max(1, total), BAR_COLUMNS)}▏ `;
    const counts = total === null ? `${done}` : `${done}/${total}`;
    const columns = ('columns' in stream && stream.columns) || 80;
    const text = `${label.padEnd(10)} ${share}${counts}${left}`;
    stream.write(`\r\u001b[K${text.slice(0, columns - 1)}`);
    lineDrawn = true;
  };

  const progress: Progress = {
    update: (newLabel, done, total) => {
      const now = Date.now();
      if (newLabel !== label) {
        progress.clear();
        label = newLabel;
        startedAt = now;
        drawnAt = 0;
        saidAt = now;
      }
      const finished = total !== null && done >= total;
      if (terminal) {
        if (finished) progress.clear();
        else if (now - drawnAt >= 100) {
          draw(done, total, now);
          drawnAt = now;
        }
        return;
      }
      if (finished || now - saidAt < 10_000) return;
      saidAt = now;
      const remaining = total === null ? undefined : remainingSeconds((now - startedAt) / 1000, done, total);
      const left = remaining === undefined ? '' : `, ${formatSeconds(remaining)} left`;
      stream.write(`${label}: ${done}${total === null ? '' : ` of ${total}`}${left}\n`);
    },
    clear: () => {
      if (lineDrawn) stream.write('\r\u001b[K');
      lineDrawn = false;
    },
  };
  return progress;
}
