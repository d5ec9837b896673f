import { styleText } from 'node:util';
import { wrapText } from './text.ts';

/** The width of a stream and its colours by meaning. Colours only on a terminal and without NO_COLOR. */
export interface Paint {
  /**
   * The terminal's current width. If the stream is not a terminal, the environment variable `COLUMNS`, for output that is
   * shown through another program such as `less`; infinite without it.
   */
  readonly columns: number;
  /** Wraps sentences between words to the terminal's width. */
  prose(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  /** As in the thesis: training red, validation blue. */
  training(text: string): string;
  validation(text: string): string;
  /** A cell of a confusion matrix, from white to deep blue. `share` 0…1. */
  heat(text: string, share: number): string;
}

/** A ramp to blue in the 256-colour cube, and the first step on which light text is easier to read than dark text. */
const RAMP = [231, 195, 153, 117, 75, 33, 26];
const LIGHT_TEXT_FROM = 5;

/** The width of a terminal that reports none. */
const DEFAULT_COLUMNS = 80;

/** Undefined if `COLUMNS` is not a number of columns. */
function columnsOfEnvironment(): number | undefined {
  const columns = Number(process.env.COLUMNS);
  return Number.isInteger(columns) && columns > 0 ? columns : undefined;
}

export function createPaint(stream: NodeJS.WriteStream): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream });
  const terminal = stream.isTTY === true;
  const shades = terminal && stream.getColorDepth() >= 8;
  const paint: Paint = {
    get columns() {
      return (
        (terminal && stream.columns) ||
        columnsOfEnvironment() ||
        (terminal ? DEFAULT_COLUMNS : Number.POSITIVE_INFINITY)
      );
    },
    prose: (text) => wrapText(text, paint.columns),
    strong: style('bold'),
    faint: style('dim'),
    good: style('green'),
    warn: style('yellow'),
    bad: style('red'),
    training: style('red'),
    validation: style('blue'),
    heat: (text, share) => {
      if (!shades) return text;
      const step = Math.min(RAMP.length - 1, Math.max(0, Math.floor(share * RAMP.length)));
      return `\u001b[48;5;${RAMP[step]};38;5;${step >= LIGHT_TEXT_FROM ? 231 : 16}m${text}\u001b[0m`;
    },
  };
  return paint;
}
