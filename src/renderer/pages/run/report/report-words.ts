/** Sentences about a run's record. */
import type { Figures } from '../../../../shared/figures.ts';
import type { Leakage } from '../../../../shared/protocols.ts';
import type { Run } from '../../../../shared/runs.ts';
import { count, withInterval } from '../../../parts/figures.ts';

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

/** Over a picture that leaves the program: whose it is, how it was tested, and what came of it with its interval. */
export function pictureCaption(
  run: Pick<Run, 'name' | 'settings' | 'test' | 'synthetic' | 'corpora'>,
): string[] {
  const { name, settings, test, synthetic, corpora } = run;
  const tested =
    test === null
      ? 'not tested'
      : `UAR ${withInterval(test.uar, test.uarInterval)} of ${count(test.clips)} test clips`;
  const voices = synthetic ? ['synthetic voices'] : corpora.map((corpus) => corpus.name);
  return [shortened(name, 80), shortened(`${settings.protocol.name}, ${tested}; ${voices.join(', ')}`, 100)];
}

/** Nothing that is typed may run out of a picture. */
const shortened = (text: string, most: number): string =>
  text.length > most ? `${text.slice(0, most - 1)}…` : text;
