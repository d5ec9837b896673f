/** The position of the window, stored in a file of the laboratory. */
import type { Rectangle } from 'electron';
import { z } from 'zod';
import { NotAFileError, readRegularTextSync, replaceTextSync } from '#core/system/open-regular-file.ts';

const positionSchema = z.object({
  x: z.number().int(),
  y: z.number().int(),
  width: z.number().int().positive(),
  height: z.number().int().positive(),
  maximized: z.boolean(),
});
export type WindowPosition = z.infer<typeof positionSchema>;

export const MIN_SIZE = { width: 1100, height: 700 };
const DEFAULT_SIZE = { width: 1440, height: 900 };
/** This much of a window must be on a screen, so that the user can see and move it. */
const VISIBLE_PIXELS = 100;

/** The stored position; null without a valid file. */
export function readWindowPosition(file: string): WindowPosition | null {
  try {
    return positionSchema.parse(JSON.parse(readRegularTextSync(file)));
  } catch (error) {
    // No file, no JSON, or no position. The user need not know: the file is written again when the window closes.
    if (error instanceof SyntaxError || error instanceof z.ZodError || error instanceof NotAFileError)
      return null;
    if ('syscall' in (error as Error)) return null;
    throw error;
  }
}

/** Stores the position. A full disk does not prevent the window from closing, and an incomplete file is ignored. */
export function writeWindowPosition(
  file: string,
  position: WindowPosition,
  onFailure: (error: unknown) => void,
): void {
  try {
    replaceTextSync(file, JSON.stringify(position));
  } catch (error) {
    onFailure(error);
  }
}

/**
 * The bounds of the new window: the stored position if it is on a screen, otherwise the centre of the first screen
 * (without x and y). Never larger than the screen. `areas` are the work areas of the screens, the primary one first.
 */
export function windowBounds(
  stored: WindowPosition | null,
  areas: readonly Rectangle[],
): Partial<Pick<Rectangle, 'x' | 'y'>> & Pick<Rectangle, 'width' | 'height'> {
  const shown = stored && areas.find((area) => overlaps(stored, area));
  const area = shown ?? areas[0] ?? { ...DEFAULT_SIZE, x: 0, y: 0 };
  const { width, height } = stored ?? DEFAULT_SIZE;
  const size = { width: Math.min(width, area.width), height: Math.min(height, area.height) };
  return shown ? { x: stored.x, y: stored.y, ...size } : size;
}

function overlaps(window: Rectangle, area: Rectangle): boolean {
  const across = Math.min(window.x + window.width, area.x + area.width) - Math.max(window.x, area.x);
  const down = Math.min(window.y + window.height, area.y + area.height) - Math.max(window.y, area.y);
  return across >= VISIBLE_PIXELS && down >= VISIBLE_PIXELS;
}
