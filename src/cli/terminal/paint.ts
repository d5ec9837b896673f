import { styleText } from 'node:util';

/** Colours by meaning. Plain text where the stream is no terminal or NO_COLOR is set. */
export interface Paint {
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

export function createPaint(stream: NodeJS.WriteStream): Paint {
  const style = (format: Parameters<typeof styleText>[0]) => (text: string) =>
    styleText(format, text, { stream });
  const colours = stream.isTTY === true && stream.getColorDepth() >= 8;
  return {
    strong: style('bold'),
    faint: style('dim'),
    good: style('green'),
    warn: style('yellow'),
    bad: style('red'),
    training: style('red'),
    validation: style('blue'),
    heat: (text, share) => {
      if (!colours) return text;
      // The greys-to-blue ramp of the 256-colour cube: dark text on light cells, light on dark ones.
      const ramp = [231, 195, 153, 117, 75, 33, 26];
      const step = Math.min(ramp.length - 1, Math.floor(share * ramp.length));
      return `\u001b[48;5;${ramp[step]};38;5;${step >= 4 ? 231 : 16}m${text}\u001b[0m`;
    },
  };
}
