import { count, withInterval } from '#shared/format.ts';
import type { Run } from '#shared/runs.ts';

/** The caption of a saved image: the run's name, its protocol, its label set, its UAR with interval and its corpora. */
export function imageCaption(
  run: Pick<Run, 'name' | 'settings' | 'test' | 'synthetic' | 'corpora'>,
): string[] {
  const { name, settings, test, synthetic, corpora } = run;
  const tested =
    test === null
      ? 'not tested'
      : `UAR ${withInterval(test.uar, test.uarInterval, test.resampling)} on ${count(test.clips)} test clips`;
  const voices = synthetic ? ['synthetic voices'] : corpora.map((corpus) => corpus.name);
  return [
    shortened(name, 80),
    shortened(
      `${settings.protocol.name}, label set ${settings.labels.name}, ${tested}; ${voices.join(', ')}`,
      120,
    ),
  ];
}

/** Shortens text to the width of an image. */
const shortened = (text: string, maxCharacters: number): string =>
  text.length > maxCharacters ? `${text.slice(0, maxCharacters - 1)}…` : text;
