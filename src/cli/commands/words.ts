import type { DeclareCommand } from '#cli/command-declaration.ts';
import { newFile, writeNewFile } from '#cli/new-file.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal/table.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import {
  contradictsShipped,
  type ListedOwnWord,
  ownWordSchema,
  type SavedWords,
  SKIPPED,
  type WordsImport,
} from '#shared/emotion-words.ts';
import { UserError } from '#shared/failure.ts';
import { count, counted } from '#shared/format.ts';
import { MAX_WORDS_CSV_BYTES } from '#shared/limits.ts';
import { plainText } from '#shared/plain-text.ts';

interface WordsOptions {
  skip?: boolean;
  overwrite?: boolean;
  force?: boolean;
  shipped?: boolean;
}

/** Lines that are listed. `--json` lists all. */
const LINES_SHOWN = 50;

const ACTIONS = {
  list: '',
  add: 'WORD LABEL” or “words add WORD --skip',
  remove: 'WORD…',
  import: 'FILE',
  export: 'FILE',
} as const;
type Action = keyof typeof ACTIONS;

/** Lists, adds, removes, imports or exports the user's words for emotions. */
async function words(session: Session, args: readonly string[], options: WordsOptions): Promise<void> {
  const [action = 'list', ...rest] = args;
  if (!isAction(action))
    throw new UserError(
      'usage',
      `Unknown action “${plainText(action)}”. Use “list”, “add”, “remove”, “import” or “export”.`,
    );
  refuseOptions(action, options);
  const [first, second, ...others] = rest;
  if (action === 'list' && first === undefined) await list(session, options.shipped ?? false);
  else if (action === 'remove' && first !== undefined) await remove(session, rest);
  else if (
    action === 'add' &&
    first !== undefined &&
    others.length === 0 &&
    (second === undefined) === (options.skip ?? false)
  )
    await add(session, first, second ?? null);
  else if (action === 'import' && first !== undefined && second === undefined)
    await importFrom(session, first, options.overwrite ?? false);
  else if (action === 'export' && first !== undefined && second === undefined)
    await exportTo(session, first, options.force ?? false);
  else throw new UserError('usage', `Use “${`words ${action} ${ACTIONS[action]}`.trim()}”.`);
}

const isAction = (action: string): action is Action => Object.hasOwn(ACTIONS, action);

function refuseOptions(action: Action, options: WordsOptions): void {
  const of = { skip: 'add', overwrite: 'import', force: 'export', shipped: 'list' } as const;
  for (const [option, only] of Object.entries(of) as [keyof typeof of, Action][])
    if (options[option] && action !== only)
      throw new UserError('usage', `--${option} needs “words ${only}”.`);
}

async function list(session: Session, withShipped: boolean): Promise<void> {
  const { own, shipped } = await session.ask('words.list', {});
  session.result(withShipped ? { own, shipped } : own, () => {
    const { paint } = session;
    const lines = withShipped
      ? shipped.map(({ word, language, label }) => [plainText(word), label, language])
      : own
          .slice(0, LINES_SHOWN)
          .map((one) => [plainText(one.word), plainText(one.label ?? SKIPPED), noteOn(one)]);
    if (lines.length === 0)
      return paint.prose(
        'No words of your own. Add one with `words add WORD LABEL`; `words list --shipped` lists those of the program.',
      );
    const rows = table(
      [
        { head: 'word', minWidth: 8 },
        { head: 'label' },
        { head: withShipped ? 'language' : 'note', minWidth: 8, dropOrder: 0 },
      ],
      lines,
      paint.columns,
    );
    const hidden = withShipped ? 0 : own.length - lines.length;
    const more = hidden > 0 ? `\n… and ${count(hidden)} more; --json lists all` : '';
    return `${rows}${more}\n\n${counted(withShipped ? shipped.length : own.length, 'word')}.`;
  });
}

/** Where the word overrides another meaning. */
const noteOn = (own: ListedOwnWord): string =>
  contradictsShipped(own)
    ? `otherwise ${[...new Set(own.shipped.map(({ label, language }) => `${label} (${language})`))].join(', ')}`
    : '';

async function add(session: Session, word: string, label: string | null): Promise<void> {
  const read = ownWordSchema.safeParse({ word, label });
  if (!read.success) {
    const [{ path, message }] = read.error.issues;
    throw new UserError('word', path[0] === 'label' ? `The label cannot be used. ${message}` : message);
  }
  const saved = await session.ask('words.save', { words: [read.data] });
  const { own } = await session.ask('words.list', {});
  const listed = own.find((one) => one.word === read.data.word);
  session.result({ ...saved, ...listed }, () => {
    const meaning = `“${plainText(read.data.word)}” means ${plainText(label ?? SKIPPED)}`;
    const note = listed === undefined ? '' : noteOn(listed);
    return session.paint.prose(`${meaning}${note === '' ? '' : `, ${note}`}. ${RESCAN}`);
  });
}

const RESCAN = 'It counts in every new scan. Corpora that were added before need a new scan.';

async function remove(session: Session, written: string[]): Promise<void> {
  const removed = await session.ask('words.remove', { words: written });
  session.result({ removed }, () =>
    removed.length === 0
      ? 'None of these is a word of your own.'
      : session.paint.prose(
          `Removed: ${removed.map(({ word }) => plainText(word)).join(', ')}. The words of the program count again.`,
        ),
  );
  if (removed.length === 0) process.exitCode = 1;
}

async function exportTo(session: Session, target: string, force: boolean): Promise<void> {
  const path = await newFile(target, force);
  const { csv, words } = await session.ask('words.export', {});
  await writeNewFile(path, csv);
  session.result({ path, words }, () => `${counted(words, 'word')} saved: ${path}`);
}

async function importFrom(session: Session, source: string, overwrite: boolean): Promise<void> {
  const report = await session.ask('words.import', { csv: await readTable(source), overwrite });
  session.result(report, () => importText(session, report));
  if (report.keptBack.length > 0) process.exitCode = 1;
}

function importText({ paint }: Session, { keptBack, ...saved }: WordsImport): string {
  const lines = keptBack
    .slice(0, LINES_SHOWN)
    .map(({ line, word, reason }) => paint.prose(`line ${line}: ${plainText(word)}: ${plainText(reason)}`));
  const more = keptBack.length - lines.length;
  return [
    savedText(saved),
    ...(keptBack.length === 0
      ? []
      : [paint.warn(`${counted(keptBack.length, 'line')} kept back:`), ...lines]),
    ...(more > 0 ? [`… and ${count(more)} more; --json lists all`] : []),
    ...(keptBack.some(({ why }) => why === 'conflict')
      ? [paint.prose('--overwrite replaces other labels here.')]
      : []),
  ].join('\n');
}

const savedText = ({ added, changed, unchanged }: SavedWords): string =>
  `${counted(added, 'word')} added, ${count(changed)} changed${unchanged > 0 ? `, ${count(unchanged)} as before` : ''}.`;

/** @throws UserError `words-unreadable`. */
async function readTable(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const unreadable = (reason: string) =>
    new UserError('words-unreadable', `${path} cannot be read. ${reason}`);
  try {
    const tooLarge = () => unreadable('The file is larger than 4 MB.');
    return new Uint8Array(await readRegularFile(path, MAX_WORDS_CSV_BYTES, tooLarge));
  } catch (error) {
    const known = fileReason(error);
    throw known === null ? error : unreadable(known.reason);
  }
}

/** Its arguments and options. */
export const declareWords: DeclareCommand = ({ command, withSession }) => {
  command('words [action...]', 'list, add, remove, import or export your own words for emotions')
    .addHelpText(
      'after',
      '\nActions:\n  list             show your words (default); --shipped: those of the program\n  add WORD LABEL   let a word mean a label in every scan; --skip: no label\n  remove WORD…     remove words; those of the program count again\n  import FILE      add the words of a CSV file with the columns word and label\n  export FILE      write your words as such a file',
    )
    .option('--shipped', 'list the words of the program, too')
    .option('--skip', 'leave out the clips with the word')
    .option('--overwrite', 'replace other labels of the same words')
    .option('--force', 'replace the file')
    .action((action: string[], options) =>
      withSession(options, (session) => words(session, action, options)),
    );
};
