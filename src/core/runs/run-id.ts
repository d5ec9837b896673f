import { randomInt } from 'node:crypto';

/** No vowels and no look-alikes (0/o, 1/l/i): nothing offensive or ambiguous can come of it. */
const ALPHABET = '23456789bcdfghjkmnpqrstvwxz';

/**
 * A run's name for people and programs: `20261122-1530-k3f9`, the UTC minute of its making and four random characters
 * out of 531,441. Sorts by time; fit for file names and shells.
 */
export function createRunId(now: Date): string {
  const minute = now.toISOString().slice(0, 16).replace(/[-:]/g, '').replace('T', '-');
  let suffix = '';
  for (let i = 0; i < 4; i++) suffix += ALPHABET[randomInt(ALPHABET.length)];
  return `${minute}-${suffix}`;
}
