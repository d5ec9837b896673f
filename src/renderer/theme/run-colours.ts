import { RUN_COLOUR_VALUES } from '#shared/run-colours.ts';
import type { Scheme } from './emotion-colours.ts';

export { colouredRun, RUN_COLOURS, runColours } from '#shared/run-colours.ts';

/** A colour as a CSS value, for plots. */
export const runColour = (colour: number, scheme: Scheme): string => RUN_COLOUR_VALUES[colour][scheme];

/** A colour in the current theme, for style attributes. */
export const runColourVariable = (colour: number): string => `var(--run-colour-${colour})`;

/** The colours as CSS variables: `--run-colour-0` and so on. */
export const runVariables = (scheme: Scheme): Record<string, string> =>
  Object.fromEntries(RUN_COLOUR_VALUES.map((colour, index) => [`--run-colour-${index}`, colour[scheme]]));
