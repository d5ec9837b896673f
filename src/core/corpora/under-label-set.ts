import type { Clip, Corpus, EmotionCounts, Problem, Scan, Votes } from '#shared/corpora.ts';
import { emotionIn, emotionNames, type LabelSet, type LabelUse } from '#shared/label-sets.ts';
import { compareLabels } from '#shared/labels.ts';
import { LAYOUTS } from '#shared/layouts.ts';

/**
 * The scan under a label set: each clip's own label becomes an emotion of the set. Clips whose label the set does not have
 * become problems (`left-out`). Corpora without any clip left stay, with zero clips.
 */
export function underLabelSet<S extends Scan>(scan: S, set: LabelSet): S {
  const emotionOf = emotionIn(set);
  const clips: Clip[] = [];
  const problems: Problem[] = [];
  for (const clip of scan.clips) {
    const emotion = emotionOf(clip);
    if (emotion === null)
      problems.push({ path: clip.path, code: 'left-out', reason: leftOutReason(clip, set) });
    else clips.push(votesUnder({ ...clip, emotion }, clip.votes, emotionOf));
  }
  const byCorpus = Map.groupBy(clips, ({ corpus }) => corpus);
  const corpora = scan.corpora.map((corpus) => recounted(corpus, byCorpus.get(corpus.name) ?? [], set));
  return { ...scan, corpora, clips, problems: [...scan.problems, ...problems] };
}

/** Votes for labels that the set does not have do not count. */
function votesUnder(clip: Clip, votes: Votes | undefined, emotionOf: ReturnType<typeof emotionIn>): Clip {
  if (votes === undefined) return clip;
  const under: Votes = {};
  for (const [label, count] of Object.entries(votes)) {
    const emotion = emotionOf({ layout: clip.layout, code: label, emotion: label });
    if (emotion !== null) under[emotion] = (under[emotion] ?? 0) + count;
  }
  return { ...clip, votes: under };
}

function leftOutReason({ emotion, layout, code }: Clip, { name }: LabelSet): string {
  const coded = code.toLowerCase() === emotion ? '' : ` (${code} in ${LAYOUTS[layout].label})`;
  return `Labelled ${emotion}${coded}, which the label set “${name}” does not have. Choose another label set.`;
}

function recounted(corpus: Corpus, clips: readonly Clip[], set: LabelSet): Corpus {
  const emotions: EmotionCounts = Object.fromEntries(emotionNames(set).map((name) => [name, 0]));
  const speakers = new Set<string>();
  for (const { emotion, speaker } of clips) {
    emotions[emotion]++;
    if (speaker !== null) speakers.add(speaker);
  }
  return { ...corpus, clips: clips.length, speakers: speakers.size, emotions, labels: corpus.emotions };
}

/** What a label set does with the labels of a scan: which count as an emotion of another name, and which are left out. */
export function labelUse({ clips }: Pick<Scan, 'clips'>, set: LabelSet): LabelUse {
  const emotionOf = emotionIn(set);
  const counts = new Map<string, { label: string; emotion: string | null; clips: number }>();
  for (const clip of clips) {
    const emotion = emotionOf(clip);
    const key = JSON.stringify([clip.emotion, emotion]);
    const known = counts.get(key);
    if (known === undefined) counts.set(key, { label: clip.emotion, emotion, clips: 1 });
    else known.clips++;
  }
  const all = [...counts.values()].sort((a, b) => compareLabels(a.label, b.label));
  return {
    merged: all.flatMap(({ emotion, ...use }) =>
      emotion === null || emotion === use.label ? [] : [{ ...use, emotion }],
    ),
    leftOut: all.flatMap(({ label, emotion, clips }) => (emotion === null ? [{ label, clips }] : [])),
  };
}
