import { basename, relative, resolve } from 'node:path';
import { newFile, writeNewFile } from '#cli/new-file.ts';
import type { Session } from '#cli/session.ts';
import { type CorpusRule, corpusRuleSchema } from '#shared/corpus-rules.ts';
import { type ColumnNames, TABLE_NAME, TABLE_ROLES, tableRoleSchema } from '#shared/corpus-tables.ts';
import { UserError } from '#shared/failure.ts';
import { readJsonFile } from './json-file.ts';

/** The options of `scan` about how a folder or a table is read. */
export interface RuleOptions {
  /** A file, `guess` or `none`. */
  rule?: string;
  table?: string;
  columns?: string;
  saveRule?: string;
  force?: boolean;
}

/**
 * Saves the rule that the options give with the one folder or table, and writes it to a file if asked to.
 * @throws UserError `usage`, `config-unreadable`, `invalid-rule`, `no-guess`, `file-exists` and those of `library.setRule`.
 */
export async function applyRuleOptions(
  session: Session,
  folders: readonly string[],
  options: RuleOptions,
): Promise<void> {
  const target =
    options.saveRule === undefined ? null : await newFile(options.saveRule, options.force ?? false);
  const isGiven = [options.rule, options.table, options.columns].some((option) => option !== undefined);
  if (!isGiven && target === null) return;
  const [folder, ...others] = folders;
  if (others.length > 0)
    throw new UserError('usage', 'A rule is for one folder or table. Scan the others in another call.');
  if (isGiven)
    await session.ask('library.setRule', {
      folder: resolve(folder),
      rule: await givenRule(session, folder, options),
    });
  if (target === null) return;
  const { rule, damaged } = await session.ask('library.rule', { folder: resolve(folder) });
  if (damaged !== null) throw new UserError('record-damaged', damaged);
  if (rule === null)
    throw new UserError('no-rule', `${folder} has no rule: its names are recognised. Give one with --rule.`);
  await writeNewFile(target, `${JSON.stringify(rule, null, 2)}\n`);
}

async function givenRule(
  session: Session,
  folder: string,
  { rule, table, columns }: RuleOptions,
): Promise<CorpusRule | null> {
  if (table !== undefined || columns !== undefined) {
    if (rule !== undefined)
      throw new UserError('usage', 'Use --rule, or --table and --columns: a rule names its table itself.');
    if (table === undefined && !TABLE_NAME.test(folder))
      throw new UserError('usage', 'Name the table of the columns with --table, or scan the table itself.');
    const own = table === undefined ? basename(folder) : relative(resolve(folder), resolve(folder, table));
    return parsed({ read: { by: 'table', table: own, columns: columnsOf(columns ?? '') } }, '--columns');
  }
  if (rule === 'none') return null;
  if (rule !== 'guess') return parsed(await readJsonFile(rule!, 'The rule'), rule!);
  // An earlier rule would be answered in place of a guess.
  await session.ask('library.setRule', { folder: resolve(folder), rule: null });
  const { guesses } = await session.ask('library.previewRule', { folder: resolve(folder) });
  if (guesses.length === 0)
    throw new UserError(
      'no-guess',
      `Nothing in the names of ${folder} is a known word for an emotion. Write a rule.`,
    );
  return { version: 1, read: guesses[0].read, words: {} };
}

function parsed(value: unknown, where: string): CorpusRule {
  const rule = corpusRuleSchema.safeParse(value);
  if (rule.success) return rule.data;
  const [{ path, message }] = rule.error.issues;
  const at = path.length === 0 ? '' : ` at ${path.join('.')}`;
  throw new UserError('invalid-rule', `${where} is not a rule${at}: ${message} See docs/corpus-rules.md.`);
}

/** `emotion=label,speaker=who` by role. */
function columnsOf(text: string): ColumnNames {
  const columns: ColumnNames = {};
  for (const pair of text.split(',').filter((part) => part.trim() !== '')) {
    const [, role, name] = /^\s*(\w+)\s*=(.*)$/s.exec(pair) ?? [];
    const known = tableRoleSchema.safeParse(role);
    if (!known.success)
      throw new UserError(
        'usage',
        `“${pair}” is not a column. Write ROLE=NAME, with a role of ${TABLE_ROLES.join(', ')}.`,
      );
    columns[known.data] = name.trim();
  }
  return columns;
}
