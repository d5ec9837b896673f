/** Sentences about results, the same in the window and in reports. */
import { count } from './format.ts';
import { hasTooFewUnits, type Metrics } from './metrics.ts';
import type { Leakage } from './protocols.ts';

/** What occurs in both training and test. */
export function leakageSentence({ clips, nearDuplicates, speakers, sentences, groups = 0 }: Leakage): string {
  const counts = [
    [clips, 'clip'],
    [nearDuplicates, 'near-identical recording'],
    [speakers, 'speaker'],
    [sentences, 'sentence'],
    [groups, 'group'],
  ] as const;
  const found = counts.filter(([n]) => n > 0).map(([n, what]) => `${count(n)} ${what}${n === 1 ? '' : 's'}`);
  if (found.length === 0) return 'Leakage check: no shared clips, speakers or sentences.';
  const good = clips + nearDuplicates + speakers === 0 ? 'no shared clips or speakers; ' : '';
  const occur = found.length === 1 && found[0].startsWith('1 ') ? 'occurs' : 'occur';
  return `Leakage check: ${good}${found.join(', ')} ${occur} in both training and test.`;
}

/** How the intervals were computed, and their limits. */
export function resamplingSentence({ unit, units, draws }: Metrics['resampling']): string {
  if (hasTooFewUnits({ unit, units })) {
    return `No intervals: too few ${unit} (${count(units)}). Use k-fold to test every speaker.`;
  }
  const limits =
    unit === 'speakers' && units < 10
      ? ' With so few speakers they are imprecise.'
      : unit === 'clips'
        ? ' Clips of one speaker are not independent, so the real uncertainty is larger.'
        : '';
  return `Intervals: 95 %, bootstrap over ${count(units)} ${unit} (${count(draws)} draws).${limits}`;
}
