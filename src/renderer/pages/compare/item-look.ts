/** How the items of a comparison look: a colour and a shape each, so that nobody has to rely on colours. */
import type { Scheme } from '#renderer/theme/emotion-colours.ts';
import { colouredRun, runColour, runColours, runColourVariable } from '#renderer/theme/run-colours.ts';
import type { ComparedItem } from '#shared/comparison.ts';

const SHAPES = ['circle', 'square', 'diamond', 'triangle-up', 'cross', 'star', 'hexagon', 'x'] as const;
export type Shape = (typeof SHAPES)[number];

export interface ItemLook {
  /** A colour of `theme/run-colours.ts`. */
  colour: number;
  shape: Shape;
}

/** The look of each item, in order. No two are equal. A run has the colour that it has in the table of runs. */
function itemLooks(items: readonly Pick<ComparedItem, 'runs'>[]): ItemLook[] {
  const keys = items.map(({ runs }) => colouredRun(runs.map(({ id }) => id)));
  const colourOf = runColours(keys);
  return keys.map((key, index) => ({ colour: colourOf(key), shape: SHAPES[index % SHAPES.length] }));
}

/** The colour as a CSS value that follows the theme. */
export const cssColour = ({ colour }: ItemLook): string => runColourVariable(colour);

/** The colour for a plot, which does not understand CSS. */
export const plotColour = ({ colour }: ItemLook, scheme: Scheme): string => runColour(colour, scheme);

/** An item with its look, and what every section needs of it. */
export interface LookedItem {
  index: number;
  item: ComparedItem;
  look: ItemLook;
}

export function lookedItems(items: readonly ComparedItem[]): LookedItem[] {
  const looks = itemLooks(items);
  return items.map((item, index) => ({ index, item, look: looks[index] }));
}
