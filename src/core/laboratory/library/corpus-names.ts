import { keyWithoutName } from '#core/corpora/scan/candidate-clips.ts';
import type { CorpusNames } from '#core/corpora/scan/corpus-list.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import type { Corpus } from '#shared/corpora.ts';
import { UserError } from '#shared/failure.ts';

/** The corpora with the names that the user gave them. */
export const withNames = (corpora: readonly Corpus[], names: CorpusNames): Corpus[] =>
  corpora.map((corpus) => {
    const named = corpus.key === undefined ? undefined : names.get(keyWithoutName(corpus.key));
    return { ...corpus, name: named ?? corpus.name };
  });

/** A name is part of the names of speakers (`RAVDESS/03`) and of files, and it is printed on terminals. */
const FORBIDDEN = /[/\\\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/u;

/**
 * Gives a corpus of the library a name, or its own name again if `name` is empty.
 * @throws UserError `no-such-corpus`, `invalid-name`, `name-taken`.
 */
export function renameCorpus(
  log: Pick<ExperimentLog, 'listLibrary' | 'corpusNames' | 'nameCorpus'>,
  key: string,
  name: string,
): void {
  const wanted = name.trim().replace(/\s+/g, ' ');
  const corpora = log.listLibrary().flatMap((entry) => withNames(entry.corpora, log.corpusNames()));
  const own = log.listLibrary().flatMap((entry) => entry.corpora);
  if (!own.some((corpus) => corpus.key === key)) {
    throw new UserError('no-such-corpus', 'The corpus is no longer in the list. Add its folder again.');
  }
  if (FORBIDDEN.test(wanted)) {
    throw new UserError(
      'invalid-name',
      `“${wanted}” contains “/”, “\\” or an invisible character. Leave it out.`,
    );
  }
  const taken = corpora.find(
    (corpus) => corpus.key !== key && corpus.name.toLowerCase() === wanted.toLowerCase(),
  );
  if (wanted !== '' && taken !== undefined) {
    throw new UserError('name-taken', `Another corpus is called “${taken.name}”. Choose another name.`);
  }
  log.nameCorpus(
    key,
    wanted === '' || own.some((corpus) => corpus.key === key && corpus.name === wanted) ? null : wanted,
  );
}
