import { type ComponentType, lazy } from 'react';
import { UserError } from '../../shared/failure.ts';

/** What Chromium, Firefox, Safari and Vite say when a script of the page does not come. */
const NOT_FETCHED = /dynamically imported module|module script failed|preload CSS/i;

/**
 * A page whose scripts come when it is first wanted. Where the door does not give them (it was closed, does not know
 * this browser any more, or has a newer page by now) it throws a UserError `page-not-fetched`.
 */
export function laterPage(load: () => Promise<ComponentType>) {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (error) {
      if (!(error instanceof Error && NOT_FETCHED.test(error.message))) throw error;
      throw new UserError(
        'page-not-fetched',
        'The laboratory did not give this page. When it answers again, try once more: the window is then loaded anew.',
        { cause: error },
      );
    }
  });
}
