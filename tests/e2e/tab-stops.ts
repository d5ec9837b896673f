import type { Page } from '@playwright/test';

export interface TabStop {
  /** Role and accessible name, as assistive technology is told: `button "Train"`. */
  told: string;
  /** An outline, or a ring, shows that the focus is there. */
  shown: boolean;
  /** It was brought into sight. */
  inSight: boolean;
}

/** More than any page has: a walk that is not over by then goes round in a circle. */
const MOST_STOPS = 250;

/** Where Tab leads, from the page's first button to its end. */
export async function tabStops(page: Page): Promise<TabStop[]> {
  await page.getByRole('button', { name: 'To the content' }).focus();
  const stops: TabStop[] = [];
  while (stops.length < MOST_STOPS) {
    await page.keyboard.press('Tab');
    const where = await page.evaluate(lookAtFocus);
    if (where === null) return stops;
    const told = await page.locator(':focus').ariaSnapshot();
    stops.push({ told: told.split('\n')[0].replace(/^- |:$/g, ''), ...where });
  }
  throw new Error(`After ${MOST_STOPS} stops the walk is not over; the last: ${stops.at(-1)?.told}.`);
}

/** In the page: how its focus shows; null at the end of a walk, or back where it began. */
function lookAtFocus(): { shown: boolean; inSight: boolean } | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  if (element === document.querySelector('button')) return null;
  // A field in a frame, or a hidden box with a drawn one beside it, shows its focus on these.
  const near = [element, element.parentElement, element.nextElementSibling, element.previousElementSibling];
  const shows = (one: Element | null) => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const inSight = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return { shown: near.some(shows) || fieldShows(element), inSight };

  function fieldShows(field: HTMLElement): boolean {
    // Mantine's fields change the colour of their border.
    if (!field.matches('input, textarea')) return false;
    // That of tags is the frame of all of them.
    const frames = [field, field.parentElement, field.closest('div[class*="Input-input"]')];
    const colours = () => frames.map((frame) => frame && getComputedStyle(frame).borderColor).join();
    const focused = colours();
    field.blur();
    const resting = colours();
    field.focus({ preventScroll: true });
    return focused !== resting;
  }
}
