/** How the table of runs is grouped, and its form in the address. */
import { SETTINGS } from '#shared/settings/catalogue.ts';

/** A property by which runs can be grouped. */
export const GROUPED_PROPERTIES = ['tag', 'network', 'protocol', 'grid'] as const;
type GroupedProperty = (typeof GROUPED_PROPERTIES)[number];

export type RunGroupingChoice =
  | { by: 'nothing' }
  /** Runs with the same data and equal settings, except for those with these paths. */
  | { by: 'settings'; except: readonly string[] }
  | { by: GroupedProperty };

const SEED = 'seed';
const NOTHING = 'nothing';
const EXCEPT = 'except:';

/** Runs that are equal in everything but the seed are one experiment. */
export const DEFAULT_GROUPING: RunGroupingChoice = { by: 'settings', except: [SEED] };

export const isBySeed = (choice: RunGroupingChoice): boolean =>
  choice.by === 'settings' && choice.except.length === 1 && choice.except[0] === SEED;

/** `nothing`, `seed`, `except:seed,epochs`, `tag`. */
export function groupingToText(choice: RunGroupingChoice): string {
  if (choice.by !== 'settings') return choice.by;
  return isBySeed(choice) ? SEED : `${EXCEPT}${choice.except.join(',')}`;
}

/** The default for a text that is not valid. Unknown settings are ignored. */
export function groupingFromText(text: string | null): RunGroupingChoice {
  if (text === NOTHING) return { by: 'nothing' };
  const property = GROUPED_PROPERTIES.find((one) => one === text);
  if (property !== undefined) return { by: property };
  if (!text?.startsWith(EXCEPT)) return DEFAULT_GROUPING;
  const given = new Set(text.slice(EXCEPT.length).split(','));
  return { by: 'settings', except: SETTINGS.map(({ path }) => path).filter((path) => given.has(path)) };
}
