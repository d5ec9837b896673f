/**
 * Eight colours for runs, the same in tables, plots and lists of models. Each has a contrast of at least 3:1 to every
 * surface of its theme. The smallest difference of two is 0.16 in OKLab, and 0.09 as people with protanopia or
 * deuteranopia see them; found by a search over these hues. More than eight cannot be told apart.
 */
export const RUN_COLOUR_VALUES: readonly { light: string; dark: string }[] = [
  { light: '#3757d6', dark: '#4880b4' },
  { light: '#01a42c', dark: '#78d255' },
  { light: '#791302', dark: '#fed4b6' },
  { light: '#e558b2', dark: '#fb91d3' },
  { light: '#104a57', dark: '#1efcfc' },
  { light: '#5b0387', dark: '#a784ff' },
  { light: '#a7555f', dark: '#ed5372' },
  { light: '#636007', dark: '#8c7b00' },
];

export const RUN_COLOURS = RUN_COLOUR_VALUES.length;

/**
 * The colours of runs, as numbers from 0 to 7. A run always has the same colour, which follows from its id, unless an
 * older run that is shown with it has this colour: then it has the next free one. So no two of at most eight runs that
 * are shown together have equal colours.
 *
 * @param shown The ids of the runs that are shown together, in any order: those of a comparison or a selection. With more
 *   than eight, every run has the colour that follows from its id.
 * @returns A function for any run's id, whether or not it is in `shown`.
 */
export function runColours(shown: readonly string[] = []): (run: string) => number {
  const ids = [...new Set(shown)].toSorted();
  const taken = new Map<number, string>();
  const moved = new Map<string, number>();
  if (ids.length <= RUN_COLOURS) {
    const waiting = ids.filter((id) => {
      const colour = ownColour(id);
      if (taken.has(colour)) return true;
      taken.set(colour, id);
      return false;
    });
    for (const id of waiting) {
      let colour = ownColour(id);
      while (taken.has(colour)) colour = (colour + 1) % RUN_COLOURS;
      taken.set(colour, id);
      moved.set(id, colour);
    }
  }
  return (run) => moved.get(run) ?? ownColour(run);
}

/** A group of runs has the colour of its oldest run. Ids sort by time. */
export const colouredRun = (runs: readonly string[]): string => runs.toSorted()[0];

/** FNV-1a, 32 bits (Fowler, Noll, Vo), folded so that all bits count. */
function ownColour(id: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < id.length; index++) {
    hash = Math.imul(hash ^ id.charCodeAt(index), 0x01000193);
  }
  return ((hash ^ (hash >>> 16)) >>> 0) % RUN_COLOURS;
}
