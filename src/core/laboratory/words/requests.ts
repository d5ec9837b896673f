import { meaningsOf, shippedWords } from '#core/corpora/layouts/emotion-words.ts';
import { decodeText } from '#core/corpora/tables/table-text.ts';
import { wordKey } from '#core/corpora/words/own-words.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import type { Handlers, RequestsOf, Services } from '#core/laboratory/services.ts';
import { createYielder } from '#core/system/yielder.ts';
import { type ListedOwnWord, SKIPPED } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import { MAX_WORDS_CSV_BYTES } from '#shared/limits.ts';
import { parseWords, wordsCsv } from './words-csv.ts';

/** The user's words for emotions, which override those of the program in every scan. */
export function wordRequests({ log }: Pick<Services, 'log'>): Handlers<RequestsOf<'words'>> {
  return {
    'words.list': async (_, { signal }) => {
      const yieldNow = createYielder(signal);
      const own: ListedOwnWord[] = [];
      for (const word of log.ownWords()) {
        await yieldNow();
        const shipped = [...meaningsOf(word.word)].map(([language, label]) => ({ language, label }));
        own.push({ ...word, shipped });
      }
      return { own, shipped: shippedWords() };
    },
    'words.save': ({ words }) => whileBusy(() => log.saveOwnWords(words)),
    'words.remove': ({ words }) => whileBusy(() => log.removeOwnWords(words)),
    'words.export': async () => {
      const words = log.ownWords();
      return { csv: wordsCsv(words), words: words.length };
    },
    'words.import': async ({ csv, overwrite }) => {
      if (csv.byteLength > MAX_WORDS_CSV_BYTES)
        throw new UserError('words-unreadable', 'The table of words is larger than 4 MB.');
      const { words, keptBack } = parseWords(decodeText(csv));
      const here = new Map(log.ownWords().map((own) => [wordKey(own.word), own]));
      const wanted = words.filter(({ word, label, line }) => {
        const other = here.get(wordKey(word));
        if (overwrite || other === undefined || other.label === label) return true;
        const reason = `Here the word means ${other.label ?? SKIPPED}.`;
        keptBack.push({ line, word, why: 'conflict', reason });
        return false;
      });
      const saved = await whileBusy(() => log.saveOwnWords(wanted));
      return { ...saved, keptBack: keptBack.toSorted((a, b) => a.line - b.line) };
    },
  };
}
