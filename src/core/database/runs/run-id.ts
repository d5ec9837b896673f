import { randomInt } from 'node:crypto';

/** No vowels and no look-alikes (0/o, 1/l/i), so that ids are neither offensive nor ambiguous. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxz';

/**
 * Returns an id such as `20261122-1530-k3f9`: the UTC minute of the run's creation and four random characters (531,441
 * combinations). Ids sort by time and are safe in file names and shells.
 */
export function createRunId(now: Date): string {
  const minute = now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
  let suffix = '';
  for (let i = 0; i < 4; i++) suffix += ALPHABET[randomInt(ALPHABET.length)];
  return `${minute}-${suffix}`;
}
