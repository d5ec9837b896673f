import type { Session } from '#cli/session.ts';
import { resultTableText } from '#cli/terminal/result-table-text.ts';
import { clipAloneNote, emotionNotes, knownSpeakersNote, trainedOnNote } from '#shared/evaluation-notes.ts';
import { counted, duration } from '#shared/format.ts';
import { robustnessTable } from '#shared/tables/robustness-table.ts';
import { TABLE_FORMATS } from '#shared/tables/table-formats.ts';
import { chosenTableFormat, type TableFormatOptions } from './table-format-options.ts';

/** Tests a run on changed sounds: of its own test clips, or of the clips in folders. */
export async function robustness(
  session: Session,
  run: string,
  folders: string[],
  { keep, ...formats }: TableFormatOptions & { keep: boolean },
): Promise<void> {
  const format = chosenTableFormat(formats);
  const tested = await session.ask('robustness.test', { run, folders, keep });
  const table = robustnessTable(tested);
  if (format !== null) {
    session.write(TABLE_FORMATS[format].write(table));
    return;
  }
  const { paint } = session;
  const { clips, ownTest, skipped, corpora, emotions, leakage, engine, device, seconds, saved } = tested;
  const notes = [
    ...(emotions === null ? [] : emotionNotes({ emotions, corpora })),
    trainedOnNote(leakage),
    knownSpeakersNote(leakage),
    clipAloneNote((await session.ask('runs.show', { run })).settings),
  ].filter((note) => note !== null);
  session.result(tested, () =>
    [
      `${counted(clips, 'clip')}${ownTest ? ' of the run’s own test' : ''}${skipped.length > 0 ? paint.warn(`, ${counted(skipped.length, 'file')} skipped`) : ''}`,
      ...notes.map((note) => paint.warn(paint.prose(note))),
      resultTableText(table, paint),
      paint.faint(
        paint.prose(
          `Tested with ${engine}, ${device}, in ${duration(seconds)}.${saved ? ' Saved with the run.' : ''}`,
        ),
      ),
    ].join('\n\n'),
  );
}
