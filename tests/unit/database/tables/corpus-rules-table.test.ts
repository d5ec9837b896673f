import { join } from 'node:path';
import Database from 'better-sqlite3';
import { expect, onTestFinished, test } from 'vitest';
import { openExperimentLog } from '#core/database/experiment-log.ts';
import { corpusRuleSchema } from '#shared/corpus-rules.ts';
import { temporaryFolder } from '../sample-run.ts';

const rule = (pattern: string) =>
  corpusRuleSchema.parse({ read: { by: 'pattern', pattern }, words: { W: 'angry', x: null } });

test('saves, replaces and removes the rule of a folder, and keeps it when it is opened again', () => {
  const folder = temporaryFolder();
  const first = openExperimentLog(folder);
  onTestFinished(() => first.close());
  expect(first.corpusRule('/a')).toBeNull();
  first.saveCorpusRule('/a', rule('1'));
  first.saveCorpusRule('/a', rule('2'));
  first.saveCorpusRule('/b', rule('3'));
  first.saveCorpusRule('/b', null);
  first.saveCorpusRule('/never', null);
  first.close();
  using again = openExperimentLog(folder);
  expect(again.corpusRule('/a')).toEqual(rule('2'));
  expect(again.corpusRule('/b')).toBeNull();
});

test.each(['', 'nonsense', '{}', 'null', '{"version":9}', '[{"read":'])(
  'a damaged rule (%j) is refused with the name of its folder, and can be replaced',
  (stored) => {
    const folder = temporaryFolder();
    using log = openExperimentLog(folder);
    log.saveCorpusRule('/a', rule('1'));
    log.saveCorpusRule('/b', rule('2'));
    const db = new Database(join(folder, 'laboratory.sqlite'));
    // As a faulty disk does, which knows no constraints.
    db.pragma('ignore_check_constraints = on');
    db.prepare('UPDATE corpus_rules SET rule = ? WHERE folder = ?').run(stored, '/a');
    db.close();
    expect(() => log.corpusRule('/a')).toThrow(
      expect.objectContaining({ code: 'record-damaged', message: expect.stringContaining('/a') }),
    );
    expect(log.corpusRule('/b')).toEqual(rule('2'));
    log.saveCorpusRule('/a', rule('3'));
    expect(log.corpusRule('/a')).toEqual(rule('3'));
  },
);
