import { counted } from './format.ts';
import { AS_LABELLED, type LabelSet, type LabelUse } from './label-sets.ts';
import { LAYOUTS } from './layouts.ts';

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

/**
 * What a label set does with labels, for results, whose clips no longer have their own label: `Label set “seven”: calm counts
 * as neutral; clips with other labels are skipped.`
 */
export function labelSetText({ name, emotions }: LabelSet): string {
  if (name === AS_LABELLED)
    return `Label set “${name}”: every label of the corpora is an emotion of its own.`;
  const merged = emotions.flatMap(({ name: emotion, labels }) => {
    const others = labels.filter((label) => label !== emotion).map(ownLabel);
    return others.length === 0
      ? []
      : [`${listed(others)} ${others.length === 1 ? 'counts' : 'count'} as ${emotion}`];
  });
  return `Label set “${name}”: ${[...merged, 'clips with other labels are skipped'].join('; ')}.`;
}

/** A label that only one layout has is written `layout:code`. */
function ownLabel(label: string): string {
  const [layout, code] = label.split(':', 2);
  if (code === undefined) return label;
  return `${code} in ${Object.hasOwn(LAYOUTS, layout) ? LAYOUTS[layout as keyof typeof LAYOUTS].label : layout}`;
}

const listed = (words: readonly string[]): string =>
  words.length === 1 ? words[0] : `${words.slice(0, -1).join(', ')} and ${words.at(-1)}`;

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
