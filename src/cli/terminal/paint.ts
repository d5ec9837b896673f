import { styleText } from 'node:util';
import { wrapText } from './text.ts';

/** How to write on a stream: its width, and colours by meaning where it is a terminal and NO_COLOR is not set. */
export interface Paint {
  /** Of the terminal, at this moment; infinite where the stream is none. */
  readonly columns: number;
  /** Sentences, wrapped between words to the terminal's width. */
  prose(text: string): string;
  strong(text: string): string;
  faint(text: string): string;
  good(text: string): string;
  warn(text: string): string;
  bad(text: string): string;
  /** The thesis's colours: training red, validation blue. */
  training(text: string): string;
  validation(text: string): string;
  /** A cell of a confusion matrix, from white to deep blue. `share` 0…1. */
  heat(text: string, share: number): string;
}

/** The 256-colour cube's ramp to blue, and the step from which light text is read better than dark. */
const RAMP = [231, 195, 153, 117, 75, 33, 26];
const LIGHT_TEXT_FROM = 5;

/** A terminal that tells no width gets the classic one. */
const USUAL_COLUMNS = 80;

export function createPaint(stream: NodeJS.WriteStream): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream });
  const terminal = stream.isTTY === true;
  const shades = terminal && stream.getColorDepth() >= 8;
  const paint: Paint = {
    get columns() {
      return terminal ? stream.columns || USUAL_COLUMNS : Number.POSITIVE_INFINITY;
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
