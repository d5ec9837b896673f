/** Links to runs that work outside of the program: `neural-ser://runs/20261122-1530-k3f9`. */
import { RUN_ID } from './runs.ts';

/** The scheme that the installers register. */
export const LINK_SCHEME = 'neural-ser';

const START = `${LINK_SCHEME}://runs/`;

export const runLink = (run: string): string => `${START}${run}`;

/** The id of the run that a link names; null for any other text. Nothing in a link is decoded, corrected or ignored. */
export function linkedRun(link: string): string | null {
  if (!link.startsWith(START)) return null;
  const run = link.slice(START.length);
  return RUN_ID.test(run) ? run : null;
}
