import type { Database } from 'better-sqlite3';
import { readIntact } from '#core/database/stored-values.ts';
import { type CorpusRule, corpusRuleSchema } from '#shared/corpus-rules.ts';
import { UserError } from '#shared/failure.ts';

/** The rules of folders. */
export interface CorpusRulesTable {
  /** The rule of a folder, by its absolute path without links; null if it has none. @throws UserError `record-damaged`. */
  corpusRule(folder: string): CorpusRule | null;
  /** Saves the rule of a folder; null removes it. */
  saveCorpusRule(folder: string, rule: CorpusRule | null): void;
}

export function corpusRulesTable(db: Database, now: () => Date): CorpusRulesTable {
  const one = db.prepare<[string], string>('SELECT rule FROM corpus_rules WHERE folder = ?').pluck();
  const save = db.prepare<[string, string, string]>(
    `INSERT INTO corpus_rules (folder, rule, saved_at) VALUES (?, ?, ?)
     ON CONFLICT (folder) DO UPDATE SET rule = excluded.rule, saved_at = excluded.saved_at`,
  );
  const drop = db.prepare<[string]>('DELETE FROM corpus_rules WHERE folder = ?');
  return {
    corpusRule: (folder) => {
      const stored = one.get(folder);
      if (stored === undefined) return null;
      const rule = readIntact(corpusRuleSchema, stored);
      if (rule === null) throw damagedRule(folder);
      return rule;
    },
    saveCorpusRule: (folder, rule) => {
      if (rule === null) drop.run(folder);
      else save.run(folder, JSON.stringify(rule), now().toISOString());
    },
  };
}

const damagedRule = (folder: string) =>
  new UserError(
    'record-damaged',
    `The rule of ${folder} in the experiment log is damaged. Save a rule for this folder again, or remove its rule.`,
  );
