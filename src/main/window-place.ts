/** Where the window was, remembered in a file of the laboratory. */
import { readFileSync, writeFileSync } from 'node:fs';
import type { Rectangle } from 'electron';
import { z } from 'zod';

const placeSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});
export type WindowPlace = z.infer<typeof placeSchema>;

export const SMALLEST = { width: 1100, height: 700 };
const USUAL = { width: 1440, height: 900 };
/** So much of a window must be on a screen for it to be found and moved. */
const VISIBLE_PIXELS = 100;

/** What the file says; null where there is none, or nothing of use in it. */
export function readWindowPlace(file: string): WindowPlace | null {
  try {
    return placeSchema.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (error) {
    // Not there, no JSON, or not a place: worth no word to the user, and the next closing writes it anew.
    if (error instanceof SyntaxError || error instanceof z.ZodError || 'syscall' in (error as Error))
      return null;
    throw error;
  }
}

/** Remembers; a disk that is full keeps no window from closing, and half a file is read as none. */
export function writeWindowPlace(
  file: string,
  place: WindowPlace,
  onFailure: (error: unknown) => void,
): void {
  try {
    writeFileSync(file, JSON.stringify(place));
  } catch (error) {
    onFailure(error);
  }
}

/**
 * Where to open the window: as it was where a screen still shows that, else in the middle of the first one (no x and
 * y); never larger than the screen. `areas` are the screens' work areas, the first one first.
 */
export function placeWindow(
  remembered: WindowPlace | null,
  areas: readonly Rectangle[],
): Partial<Pick<Rectangle, 'x' | 'y'>> & Pick<Rectangle, 'width' | 'height'> {
  const shown = remembered && areas.find((area) => overlaps(remembered, area));
  const area = shown ?? areas[0] ?? { ...USUAL, x: 0, y: 0 };
  const { width, height } = remembered ?? USUAL;
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  return shown ? { x: remembered.x, y: remembered.y, ...size } : size;
}

function overlaps(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const down = Math.min(window.y + window.height, area.y + area.height) - Math.max(window.y, area.y);
  return across >= VISIBLE_PIXELS && down >= VISIBLE_PIXELS;
}
