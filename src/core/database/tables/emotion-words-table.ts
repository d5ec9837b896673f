import { createHash } from 'node:crypto';
import type { Database } from 'better-sqlite3';
import { wordKey } from '#core/corpora/words/own-words.ts';
import type { OwnWord, SavedWords } from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import { count } from '#shared/format.ts';
import { MAX_OWN_WORDS } from '#shared/limits.ts';

/** The user's words for emotions. Different writings of a word are one word. */
export interface EmotionWordsTable {
  /** All of them, sorted by word. */
  ownWords(): OwnWord[];
  /** Equal for words that mean the same in every scan, in whatever writing; empty without words. */
  ownWordsKey(): string;
  /**
   * Saves words in one transaction, each in place of the same word in another writing or with another label.
   * @throws UserError `word` for one without letters that count, `too-many-words`.
   */
  saveOwnWords(words: readonly OwnWord[]): SavedWords;
  /** Removes words in any writing; null removes all. Returns those that were removed. */
  removeOwnWords(words: readonly string[] | null): OwnWord[];
}

export function emotionWordsTable(db: Database, now: () => Date): EmotionWordsTable {
  const all = db.prepare<[], OwnWord>('SELECT word, label FROM emotion_words ORDER BY word');
  const meanings = db
    .prepare<[], [string, string | null]>('SELECT key, label FROM emotion_words ORDER BY key')
    .raw();
  const one = db.prepare<[string], OwnWord>('SELECT word, label FROM emotion_words WHERE key = ?');
  const number = db.prepare<[], number>('SELECT count(*) FROM emotion_words').pluck();
  const save = db.prepare<[string, string, string | null, string]>(
    `INSERT INTO emotion_words (key, word, label, saved_at) VALUES (?, ?, ?, ?)
     ON CONFLICT (key) DO UPDATE SET word = excluded.word, label = excluded.label, saved_at = excluded.saved_at`,
  );
  const remove = db.prepare<[string], OwnWord>(
    'DELETE FROM emotion_words WHERE key = ? RETURNING word, label',
  );
  const removeAll = db.prepare<[], OwnWord>('DELETE FROM emotion_words RETURNING word, label');

  const saveAll = db.transaction((words: readonly OwnWord[]): SavedWords => {
    const saved: SavedWords = { added: 0, changed: 0, unchanged: 0 };
    for (const { word, label } of words) {
      const key = keyOf(word);
      const before = one.get(key);
      if (before?.word === word && before.label === label) {
        saved.unchanged++;
        continue;
      }
      save.run(key, word, label, now().toISOString());
      if (before === undefined) saved.added++;
      else saved.changed++;
    }
    if ((number.get() ?? 0) > MAX_OWN_WORDS)
      throw new UserError(
        'too-many-words',
        `At most ${count(MAX_OWN_WORDS)} words of your own can be saved.`,
      );
    return saved;
  });
  const removeSome = db.transaction((words: readonly string[]): OwnWord[] =>
    words.flatMap((word) => remove.get(keyOf(word)) ?? []),
  );
  return {
    ownWords: () => all.all(),
    ownWordsKey: () => {
      const words = meanings.all();
      return words.length === 0 ? '' : createHash('sha256').update(JSON.stringify(words)).digest('hex');
    },
    saveOwnWords: (words) => saveAll.immediate(words),
    removeOwnWords: (words) => (words === null ? removeAll.all() : removeSome.immediate(words)),
  };
}

/** @throws UserError `word`. */
function keyOf(word: string): string {
  const key = wordKey(word);
  if (key === '') throw new UserError('word', `“${word}” has no letters that count in a word.`);
  return key;
}
