import { type ComponentType, lazy } from 'react';
import { UserError } from '#shared/failure.ts';

/** The messages of Chromium, Firefox, Safari and Vite when a script of the page cannot be loaded. */
const NOT_FETCHED = /dynamically imported module|module script failed|preload CSS/i;

/**
 * A page whose scripts are loaded when it is first shown. Throws a UserError `page-not-fetched` if they cannot be loaded:
 * the laboratory was closed, the session expired, or the laboratory now serves a newer page.
 */
export function lazyPage(load: () => Promise<ComponentType>) {
  return lazy(async () => {
    try {
      return { default: await load() };
    } catch (error) {
      if (!(error instanceof Error && NOT_FETCHED.test(error.message))) throw error;
      throw new UserError(
        'page-not-fetched',
        'The page could not be loaded from the laboratory. Try again when the laboratory answers: the window then reloads.',
        { cause: error },
      );
    }
  });
}
