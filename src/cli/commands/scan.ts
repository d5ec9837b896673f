import { basename } from 'node:path';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { labelSetOption } from '#cli/label-set-option.ts';
import type { Session } from '#cli/session.ts';
import type { Paint } from '#cli/terminal/paint.ts';
import { table } from '#cli/terminal/table.ts';
import type { RequestOutput } from '#shared/contract.ts';
import type { Problem } from '#shared/corpora.ts';
import { usedColumnsText } from '#shared/corpus-tables.ts';
import { correctionUseText, lapsedText } from '#shared/corrections.ts';
import { ownWordsText } from '#shared/emotion-words.ts';
import { count, counted } from '#shared/format.ts';
import { emotionNames, LABEL_SET_CHOICES } from '#shared/label-sets.ts';
import { labelUseText } from '#shared/label-use-text.ts';
import { LAYOUTS } from '#shared/layouts.ts';
import { plainText } from '#shared/plain-text.ts';
import { applyRuleOptions, type RuleOptions } from './corpus-rule.ts';

/** The number of problems of each kind that are listed. The others are counted; `--json` lists all. */
const PROBLEMS_SHOWN = 10;

/** On a narrower terminal, only the first letters of the emotions are shown. */
const FULL_NAMES_COLUMNS = 100;

const NOTHING_FOUND =
  'No corpus was found. A corpus is a published one, such as RAVDESS, EMO-DB or IEMOCAP, with its original file ' +
  'names, one folder per emotion, or a table of paths and emotions. Clips are sound files, such as WAV or FLAC.';

export async function scan(
  session: Session,
  folders: string[],
  options: { csv?: string; labels?: string } & RuleOptions,
): Promise<void> {
  const labels = await labelSetOption(options.labels);
  await applyRuleOptions(session, folders, options);
  const found = await session.ask('corpora.scan', { folders, labels });
  const tables =
    options.csv === undefined
      ? undefined
      : await session.ask('corpora.export', { folders, labels, target: options.csv });
  const corpora = found.corpora.map((corpus) => ({ ...corpus, about: LAYOUTS[corpus.layout].about ?? null }));
  session.result({ ...found, corpora, ...(tables === undefined ? {} : { tables }) }, () =>
    [
      ...(found.corpora.length === 0
        ? [session.paint.prose(NOTHING_FOUND)]
        : [corporaTable(found, session.paint)]),
      ...sources(found.corpora, session.paint),
      ...tableNotes(found, session.paint),
      ...problemLists(found.problems, session.paint),
      ...warningList(found.warnings, session.paint),
      ...(tables === undefined
        ? []
        : [`Written:\n${tables.map((path) => `  ${plainText(path)}`).join('\n')}`]),
    ].join('\n\n'),
  );
}

function corporaTable(found: RequestOutput<'corpora.scan'>, paint: Paint): string {
  const emotions = emotionNames(found.labels);
  const letters = paint.columns < FULL_NAMES_COLUMNS ? 3 : Number.POSITIVE_INFINITY;
  const rows = table(
    [
      { head: 'corpus', minWidth: 8 },
      { head: 'layout', dropOrder: 20 },
      { head: 'clips', right: true },
      { head: 'speakers', right: true },
      ...emotions.map((emotion, index) => ({
        head: emotion.slice(0, letters),
        right: true,
        dropOrder: 2 + index,
      })),
    ],
    found.corpora.map((corpus) => [
      plainText(corpus.name),
      corpus.layout,
      count(corpus.clips),
      String(corpus.speakers),
      ...emotions.map((emotion) => count(corpus.emotions[emotion] ?? 0)),
    ]),
    paint.columns,
  );
  const texts = [
    labelUseText(found, found.labels),
    correctionUseText(found.corrections),
    lapsedText(found.corrections.lapsed),
    found.words.length === 0 ? '' : `Own words for emotions: ${plainText(ownWordsText(found.words))}.`,
  ].filter((text) => text !== '');
  return [`${rows}\n\n${counted(found.clips, 'clip')}. Label set: ${found.labels.name}.`, ...texts].join(' ');
}

/** Licence and citation of each published corpus, once. Sample voices need none. */
function sources(corpora: RequestOutput<'corpora.scan'>['corpora'], paint: Paint): string[] {
  const layouts = new Set(corpora.filter(({ synthetic }) => !synthetic).map(({ layout }) => layout));
  const texts = [...layouts].flatMap((layout) => {
    const { label, about } = LAYOUTS[layout];
    if (about === undefined) return [];
    const lines = [
      `${label}: ${about.title}. ${about.language}. Licence: ${about.licence}.`,
      `Cite: ${about.citation}`,
      about.address,
      ...(about.note === undefined ? [] : [about.note]),
    ];
    return [lines.map((line) => paint.faint(paint.prose(line))).join('\n')];
  });
  return texts.length === 0 ? [] : [texts.join('\n\n')];
}

/** Which columns of tables were used: a column with an unusual name is not. */
function tableNotes({ corpora }: RequestOutput<'corpora.scan'>, paint: Paint): string[] {
  const tables = corpora.flatMap((corpus) => corpus.tables ?? []);
  return tables.map((used) =>
    paint.prose(plainText(`Columns of ${basename(used.path)}: ${usedColumnsText(used)}`)),
  );
}

/** A list for each kind of problem, most frequent first. A reason that several files share is printed once. */
function problemLists(problems: readonly Problem[], paint: Paint): string[] {
  const kinds = [...Map.groupBy(problems, ({ code }) => code)].sort(([, a], [, b]) => b.length - a.length);
  return kinds.map(([code, all]) =>
    reasonList(`${counted(all.length, 'file')} skipped, ${code}:`, all, paint),
  );
}

/** The clips that are used although something is wrong with them. */
function warningList(warnings: RequestOutput<'corpora.scan'>['warnings'], paint: Paint): string[] {
  if (warnings.length === 0) return [];
  const head = `${counted(warnings.length, 'clip')} with a warning, used nevertheless:`;
  return [
    reasonList(
      head,
      warnings.map(({ path, warning }) => ({ path, reason: warning })),
      paint,
    ),
  ];
}

function reasonList(head: string, all: readonly { path: string; reason: string }[], paint: Paint): string {
  const lines: string[] = [];
  const shown = all.slice(0, PROBLEMS_SHOWN);
  for (const [reason, group] of Map.groupBy(shown, ({ reason }) => reason)) {
    lines.push(
      paint.faint(paint.prose(`  ${plainText(reason)}`)),
      ...group.map(({ path }) => `    ${plainText(path)}`),
    );
  }
  if (shown.length < all.length)
    lines.push(`  … and ${count(all.length - shown.length)} more; --json lists all`);
  return [paint.warn(head), ...lines].join('\n');
}

/** Its arguments and options. */
export const declareScan: DeclareCommand = ({ command, withSession }) => {
  command('scan <folders...>', 'find the corpora in folders, their clips and problems')
    .option('--csv <dir>', 'write tables of paths and emotions: one per corpus, and one with all')
    .option(
      '--labels <name|file>',
      `the label set: ${Object.keys(LABEL_SET_CHOICES).join(', ')}, one of your own, or a .json file [seven]`,
    )
    .option(
      '--rule <file>',
      'how the folder is read: a rule as .json, “guess”, or “none” for its names; it is saved',
    )
    .option('--table <file>', 'read the folder by this table in it; it is saved')
    .option('--columns <list>', 'columns of the table, such as emotion=label,speaker=who; others are found')
    .option('--save-rule <file>', 'write the rule of the folder as .json')
    .option('--force', 'replace that file')
    .action((folders: string[], options) =>
      withSession(options, (session) => scan(session, folders, options)),
    );
};
