import { counted } from './format.ts';
import type { LabelSet, LabelUse } from './label-sets.ts';

/**
 * What a label set does with labels: `192 clips labelled calm count as neutral. …`; empty if it changes nothing. Labels of
 * one emotion are in one sentence.
 */
export function labelUseText({ merged, leftOut }: LabelUse, { name }: Pick<LabelSet, 'name'>): string {
  const sentences = [...Map.groupBy(merged, ({ emotion }) => emotion)].map(
    ([emotion, uses]) => `${labelled(uses)} ${clipsOf(uses) === 1 ? 'counts' : 'count'} as ${emotion}.`,
  );
  if (leftOut.length > 0)
    sentences.push(
      `${labelled(leftOut)} ${clipsOf(leftOut) === 1 ? 'is' : 'are'} skipped by the label set “${name}”.`,
    );
  return sentences.join(' ');
}

interface Use {
  label: string;
  clips: number;
}

const clipsOf = (uses: readonly Use[]): number => uses.reduce((sum, { clips }) => sum + clips, 0);

function labelled(uses: readonly Use[]): string {
  const labels = uses.map(({ label }) => label);
  const last = labels.pop()!;
  return `${counted(clipsOf(uses), 'clip')} labelled ${labels.length === 0 ? last : `${labels.join(', ')} or ${last}`}`;
}
