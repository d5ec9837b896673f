import type { Page } from '@playwright/test';

export interface TabStop {
  /** Role and accessible name: `button "Train"`. */
  name: string;
  /** An outline or a ring shows the focus. */
  hasVisibleFocus: boolean;
  /** It was scrolled into view. */
  inView: boolean;
}

/** More than any page has; a longer walk is a loop. */
const MAX_STOPS = 250;

/** The tab stops of the page, from its first button to its end. */
export async function tabStops(page: Page): Promise<TabStop[]> {
  await page.getByRole('button', { name: 'Skip to content' }).focus();
  const stops: TabStop[] = [];
  while (stops.length < MAX_STOPS) {
    await page.keyboard.press('Tab');
    const focus = await page.evaluate(focusState);
    if (focus === null) return stops;
    const snapshot = await page.locator(':focus').ariaSnapshot();
    stops.push({ name: snapshot.split('\n')[0].replace(/^- |:$/g, ''), ...focus });
  }
  throw new Error(`There are more than ${MAX_STOPS} tab stops; the last: ${stops.at(-1)?.name}.`);
}

/** Runs in the page: how the focus is shown; null after the last stop, or back at the first. */
function focusState(): Omit<TabStop, 'name'> | null {
  const element = document.activeElement;
  if (!(element instanceof HTMLElement) || element === document.body) return null;
  if (element === document.querySelector('button')) return null;
  // A field in a frame, or a hidden checkbox with a drawn one beside it, shows the focus on that element.
  const near = [element, element.parentElement, element.nextElementSibling, element.previousElementSibling];
  const shows = (one: Element | null) => {
    if (one === null) return false;
    const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(one);
    return (outlineStyle !== 'none' && Number.parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
  };
  const { left, top, right, bottom } = element.getBoundingClientRect();
  const inView = right > 0 && bottom > 0 && left < innerWidth && top < innerHeight;
  return { hasVisibleFocus: near.some(shows) || fieldShows(element), inView };

  function fieldShows(field: HTMLElement): boolean {
    // Mantine's fields change their border colour.
    if (!field.matches('input, textarea')) return false;
    // A tags field has one frame around all tags.
    const frames = [field, field.parentElement, field.closest('div[class*="Input-input"]')];
    const colours = () => frames.map((frame) => frame && getComputedStyle(frame).borderColor).join();
    const focused = colours();
    field.blur();
    const unfocused = colours();
    field.focus({ preventScroll: true });
    return focused !== unfocused;
  }
}
