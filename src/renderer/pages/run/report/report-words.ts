/** Sentences about a run's record. */
import type { Figures } from '../../../../shared/figures.ts';
import type { Leakage } from '../../../../shared/protocols.ts';

/** What stands on both sides of a split. */
export function leakageSentence({ clips, nearDuplicates, speakers, sentences }: Leakage): string {
  const found = [
    several(clips, 'test clip that was also trained on', 'test clips that were also trained on'),
    several(nearDuplicates, 'near-identical recording', 'near-identical recordings'),
    several(speakers, 'speaker', 'speakers'),
    several(sentences, 'sentence', 'sentences'),
  ].filter((part) => part !== null);
  return found.length === 0
    ? 'The audit found nothing on both sides.'
    : `The audit found on both sides: ${found.join(', ')}.`;
}

const several = (n: number, one: string, many: string): string | null =>
  n === 0 ? null : `${n.toLocaleString('en')} ${n === 1 ? one : many}`;

/** What the intervals are made from, and how far to trust them. */
export function resamplingSentence({ unit, units, draws }: Figures['resampling']): string {
  const trust =
    unit === 'speakers' && units < 10
      ? ' With so few speakers it is a rough guide only.'
      : unit === 'clips'
        ? ' Clips of one speaker are not independent, so the truth is wider.'
        : '';
  return `Intervals: 95 %, bootstrap over ${units.toLocaleString('en')} ${unit} (${draws.toLocaleString('en')} draws).${trust}`;
}
