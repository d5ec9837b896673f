import { LAYOUT_READERS } from '#core/corpora/layouts/registry.ts';
import type { Layout } from '#shared/corpora.ts';
import { labelsAgree } from '#shared/labels.ts';

/** What a name says as one of a published corpus, and what the user says about the file, by a folder or in a table. */
export interface TwoLabels {
  layout: Layout;
  /** Where the user's labels stand together: the folder of the emotions, or a table. */
  place: string;
  name: string;
  user: string;
  /** The user's label is certain even if the place has no other one: the folder of the file itself, or a table. */
  isNear: boolean;
  /** The user's label can be an opinion about the corpus, such as the predictions of a model in a table beside it. */
  isOpinion?: true;
}

/** A real corpus has single files in wrong folders, not every fifth one. */
const MAX_CONTRADICTING = 0.2;
/** A real corpus in one folder that only sounds like an emotion has names with many emotions; names by chance have one or two. */
const LABELS_OF_CORPUS = 3;

/**
 * Finds the places where names only look like those of a published corpus, because many contradict the user's labels:
 * `angry/F01S02.wav`, person and sentence, would be a sad clip of ShEMO. Concerns only layouts whose names others may
 * give, too; names of the others that contradict a folder are errors. The function tells whether a layout is meant in a place.
 */
export function createNameCheck(all: readonly TwoLabels[]): (layout: Layout, place: string) => boolean {
  const places = Map.groupBy(
    all.filter(({ layout }) => hasCommonNames(layout)),
    ({ layout, place }) => keyOf(layout, place),
  );
  const others = new Set([...places].filter(([, labels]) => !areOfCorpus(labels)).map(([key]) => key));
  return (layout, place) => !others.has(keyOf(layout, place));
}

const keyOf = (layout: Layout, place: string) => `${layout} ${place}`;

const hasCommonNames = (layout: Layout): boolean =>
  layout in LAYOUT_READERS && LAYOUT_READERS[layout as keyof typeof LAYOUT_READERS].commonNames === true;

function areOfCorpus(labels: readonly TwoLabels[]): boolean {
  const contradicting = labels.filter(({ name, user }) => !labelsAgree(name, user));
  if (contradicting.length <= MAX_CONTRADICTING * labels.length) return true;
  const hasSeveral = new Set(labels.map(({ user }) => user)).size > 1;
  if (hasSeveral && !labels.some(({ isOpinion }) => isOpinion)) return false;
  return (
    !labels.some(({ isNear }) => isNear) || new Set(labels.map(({ name }) => name)).size >= LABELS_OF_CORPUS
  );
}
