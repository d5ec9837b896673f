/** The rows and columns of the matrix trained-on × tested-on. */
import type { RunSummary } from './answers.ts';
import type { Corpus } from './corpora.ts';
import type { TestedCorpus } from './evaluations.ts';

/** A corpus to test on. */
export interface CorpusColumn extends TestedCorpus {
  /** Differs from the names of the other columns. */
  name: string;
  clips: number;
  synthetic: boolean;
}

/**
 * One column for each corpus. A corpus that is alone in its folder is found by the folder, another one also by its name.
 * A corpus that is listed twice is one column. Of two corpora with one name the second is called `RAVDESS 2`.
 */
export function corpusColumns(
  corpora: readonly Pick<Corpus, 'name' | 'folder' | 'clips' | 'synthetic'>[],
): CorpusColumn[] {
  const byKey = new Map(
    corpora
      .filter(({ clips }) => clips > 0)
      .map((corpus) => [JSON.stringify([corpus.folder, corpus.name]), corpus] as const),
  );
  const distinct = [...byKey.values()];
  const taken = new Set<string>();
  return distinct.map(({ name: wanted, folder, clips, synthetic }) => {
    let name = wanted;
    for (let number = 2; taken.has(name); number++) name = `${wanted} ${number}`;
    taken.add(name);
    const alone = distinct.filter((other) => other.folder === folder).length === 1;
    return { folder, corpus: alone ? null : wanted, name, clips, synthetic };
  });
}

/** The recorded corpora of a run or an evaluation that are in this column. */
export function inColumn<C extends { name: string; folder: string }>(
  corpora: readonly C[],
  { folder, corpus }: TestedCorpus,
): C[] {
  return corpora.filter((one) => one.folder === folder && (corpus === null || one.name === corpus));
}

/** Whether all recorded corpora are in this column. */
export const areOnlyIn = (
  corpora: readonly { name: string; folder: string }[],
  column: TestedCorpus,
): boolean => corpora.length > 0 && inColumn(corpora, column).length === corpora.length;

/** A name for a column, for keys. */
export const columnKey = ({ folder, corpus }: TestedCorpus): string => JSON.stringify([folder, corpus]);

/**
 * The newest finished run for each set of training corpora, in the order of the list (newest first): the rows of a matrix
 * that was opened without a choice of runs. At most `limit`.
 */
export function oneRunPerCorpora(runs: readonly RunSummary[], limit: number): RunSummary[] {
  const bySet = new Map<string, RunSummary>();
  for (const run of runs) {
    if (run.status !== 'finished' || run.uar === null) continue;
    const key = JSON.stringify([...run.corpora].sort());
    if (!bySet.has(key)) bySet.set(key, run);
  }
  return [...bySet.values()].slice(0, limit);
}
