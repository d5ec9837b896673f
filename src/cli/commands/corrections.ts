import type { DeclareCommand } from '#cli/command-declaration.ts';
import { newFile, writeNewFile } from '#cli/new-file.ts';
import type { Session } from '#cli/session.ts';
import { table } from '#cli/terminal/table.ts';
import { fileReason } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import {
  type CorrectionsImport,
  LAPSED_REASONS,
  type ListedCorrection,
  undoneText,
} from '#shared/corrections.ts';
import { UserError } from '#shared/failure.ts';
import { count, counted } from '#shared/format.ts';
import { MAX_CORRECTIONS_CSV_BYTES } from '#shared/limits.ts';
import { plainText } from '#shared/plain-text.ts';

interface CorrectionsOptions {
  export?: string;
  force?: boolean;
  import?: string;
  overwrite?: boolean;
  undo?: boolean;
}

/** Lines that are listed. `--json` lists all. */
const LINES_SHOWN = 50;

/**
 * Lists the corrections of clips, or exports, imports or undoes them. `folders`: for an import, folders with clips beside the
 * added corpora.
 */
async function corrections(session: Session, folders: string[], options: CorrectionsOptions): Promise<void> {
  const { export: target, import: source, undo } = options;
  if ([target, source, undo].filter((one) => one !== undefined).length > 1) {
    throw new UserError('usage', 'Use one of --export, --import and --undo.');
  }
  if (source === undefined && (folders.length > 0 || options.overwrite)) {
    throw new UserError('usage', 'Folders and --overwrite need --import FILE.');
  }
  if (target !== undefined) await exportTo(session, target, options.force ?? false);
  else if (source !== undefined) await importFrom(session, source, folders, options.overwrite ?? false);
  else if (undo) await undoLatest(session);
  else await list(session);
}

async function list(session: Session): Promise<void> {
  const all = await session.ask('corrections.list', {});
  session.result(all, () => {
    const { paint } = session;
    if (all.length === 0) return 'No clip is corrected.';
    const rows = table(
      [
        { head: 'corpus', minWidth: 8 },
        { head: 'clip', minWidth: 12 },
        { head: 'correction' },
        { head: 'note', minWidth: 8, dropOrder: 1 },
      ],
      all
        .slice(0, LINES_SHOWN)
        .map((one) => [
          plainText(one.corpus),
          plainText(one.path),
          correctionWords(one),
          plainText(one.note),
        ]),
      paint.columns,
    );
    const more =
      all.length > LINES_SHOWN ? `\n… and ${count(all.length - LINES_SHOWN)} more; --json lists all` : '';
    return `${rows}${more}\n\n${counted(all.length, 'clip')} corrected.`;
  });
}

function correctionWords({ label, own, excluded, marked, state }: ListedCorrection): string {
  const words = [
    ...(excluded ? ['excluded'] : []),
    ...(label === null ? [] : [`${plainText(label)}, was ${plainText(own)}`]),
    ...(marked ? ['marked'] : []),
    ...(state === 'applies' ? [] : [`does not apply: ${LAPSED_REASONS[state]}`]),
  ];
  return words.length === 0 ? 'only noted' : words.join('; ');
}

async function exportTo(session: Session, target: string, force: boolean): Promise<void> {
  const path = await newFile(target, force);
  const { csv, clips } = await session.ask('corrections.export', {});
  await writeNewFile(path, csv);
  session.result({ path, clips }, () => `Corrections of ${counted(clips, 'clip')} saved: ${path}`);
}

async function importFrom(
  session: Session,
  source: string,
  folders: string[],
  overwrite: boolean,
): Promise<void> {
  const csv = await readTable(source);
  const report = await session.ask('corrections.import', { csv, overwrite, folders });
  session.result(report, () => importText(session, report));
  if (report.keptBack.length > 0) process.exitCode = 1;
}

function importText({ paint }: Session, { changed, unchanged, keptBack }: CorrectionsImport): string {
  const lines = keptBack
    .slice(0, LINES_SHOWN)
    .map(({ line, path, reason }) => paint.prose(`line ${line}: ${plainText(path)}: ${plainText(reason)}`));
  const more = keptBack.length - LINES_SHOWN;
  const conflicts = keptBack.some(({ why }) => why === 'conflict');
  return [
    `${counted(changed, 'clip')} corrected${unchanged > 0 ? `, ${count(unchanged)} as before` : ''}.`,
    ...(keptBack.length === 0
      ? []
      : [paint.warn(`${counted(keptBack.length, 'line')} kept back:`), ...lines]),
    ...(more > 0 ? [`… and ${count(more)} more; --json lists all`] : []),
    ...(conflicts ? [paint.prose('--overwrite replaces other corrections of the same clips.')] : []),
  ].join('\n');
}

async function undoLatest(session: Session): Promise<void> {
  const undone = await session.ask('corrections.undo', {});
  session.result(undone, () => undoneText(undone));
}

/** @throws UserError `corrections-unreadable`. */
async function readTable(path: string): Promise<Uint8Array<ArrayBuffer>> {
  const unreadable = (reason: string) =>
    new UserError('corrections-unreadable', `${path} cannot be read. ${reason}`);
  try {
    const bytes = await readRegularFile(path, MAX_CORRECTIONS_CSV_BYTES, () =>
      unreadable('The file is larger than 32 MB.'),
    );
    return new Uint8Array(bytes);
  } catch (error) {
    const known = fileReason(error);
    throw known === null ? error : unreadable(known.reason);
  }
}

/** Its arguments and options. */
export const declareCorrections: DeclareCommand = ({ command, withSession }) => {
  command('corrections [folders...]', 'list the corrections of clips; export, import or undo them')
    .option('--export <file>', 'write them as CSV')
    .option('--force', 'replace that file')
    .option('--import <file>', 'add those of a CSV file, for the added corpora and the clips in folders')
    .option('--overwrite', 'in place of other corrections of the same clips')
    .option('--undo', 'undo the latest change')
    .action((folders: string[], options) =>
      withSession(options, (session) => corrections(session, folders, options)),
    );
};
