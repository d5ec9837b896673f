import { emotionFolders } from '#core/corpora/layouts/emotion-folders.ts';
import { readPublishedName } from '#core/corpora/scan/detect-layout.ts';
import { isMissing } from '#core/corpora/tables/cell-values.ts';
import { wordLabels } from '#core/corpora/words/word-labels.ts';
import { errorCode } from '#core/system/file-errors.ts';
import { readRegularFile } from '#core/system/open-regular-file.ts';
import { UserError } from '#shared/failure.ts';
import { type CorpusSheet, corpusSheetSchema, type Prompts } from '#shared/own-corpora.ts';
import type { CorpusPaths } from './corpus-paths.ts';
import { takeFileName } from './take-files.ts';

/** 300 speakers whose statements have the maximum length need 3 MB. */
const MAX_BYTES = 16 * 2 ** 20;

/** The sheet of a corpus. @throws UserError `no-own-corpus`, `sheet-damaged`. */
export async function readSheet(paths: CorpusPaths): Promise<CorpusSheet> {
  const damaged = (cause?: unknown) =>
    new UserError(
      'sheet-damaged',
      `${paths.sheet} is damaged, so nothing more can be recorded for this corpus. Restore it from a copy. Its clips can be used.`,
      { cause },
    );
  let text: string;
  try {
    text = (await readRegularFile(paths.sheet, MAX_BYTES, () => damaged())).toString('utf8');
  } catch (error) {
    const code = errorCode(error);
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw new UserError('no-own-corpus', `There is no corpus to record in ${paths.folder}.`, {
        cause: error,
      });
    if (code !== null) throw damaged(error);
    throw error;
  }
  try {
    return corpusSheetSchema.parse(JSON.parse(text));
  } catch (error) {
    throw damaged(error);
  }
}

export const sheetText = (sheet: CorpusSheet): string => `${JSON.stringify(sheet, null, 2)}\n`;

/** The speaker with this code. @throws UserError `no-speaker`. */
export function speakerOf({ speakers, name }: CorpusSheet, code: string): CorpusSheet['speakers'][number] {
  const speaker = speakers.find((other) => other.code === code);
  if (speaker === undefined)
    throw new UserError('no-speaker', `The corpus “${name}” has no speaker ${code}. Reload the page.`);
  return speaker;
}

/**
 * Refuses names for which a scan would read the clips by their folders, and codes that tables take for a missing value.
 * @throws UserError `invalid-name`, `invalid-speaker`.
 */
export function refuseMisreadNames(name: string, code: string | null): void {
  const folders = code === null ? [name] : [name, code];
  const file = takeFileName(code ?? 'p01', { sentence: 0, emotion: 0, repetition: 1, take: 1 }, 'other');
  const stem = file.slice(0, -'.wav'.length);
  const isRead = emotionFolders.readName(folders, stem) !== null || readPublishedName(folders, stem) !== null;
  if (code === null && isRead)
    throw new UserError(
      'invalid-name',
      `“${name}” is a word for an emotion, so that a scan would read it as the label of all clips. Choose another name.`,
    );
  if (code !== null && (isRead || isMissing(code)))
    throw new UserError(
      'invalid-speaker',
      `“${code}” has another meaning in names and tables. Choose another code, such as p01.`,
    );
}

/**
 * Refuses emotions that a scan would read from the table as another label (`joy` as happy).
 * @throws UserError `invalid-emotion`.
 */
export function refuseMisreadEmotions({ emotions }: Prompts): void {
  const labelOf = wordLabels({}, emotions);
  for (const emotion of emotions) {
    const { label, isSkipped } = labelOf(emotion);
    if (isSkipped)
      throw new UserError(
        'invalid-emotion',
        `“${emotion}” is skipped by your words for emotions. Use another word, or remove it from your words.`,
      );
    const read = label ?? emotion.toLowerCase();
    if (read !== emotion)
      throw new UserError(
        'invalid-emotion',
        `A scan reads “${emotion}” as the label “${read}”. Use “${read}” in its place.`,
      );
  }
}

/**
 * Refuses a change that would give recorded clips another meaning: sentences and emotions are known by their positions.
 * @throws UserError `prompts-recorded`.
 */
export function refuseChangedPrompts(before: Prompts, after: Prompts, clips: number): void {
  const keeps = (old: readonly string[], now: readonly string[]) =>
    old.every((value, index) => value === now[index]);
  if (
    clips === 0 ||
    (keeps(before.emotions, after.emotions) &&
      keeps(before.sentences, after.sentences) &&
      after.repetitions >= before.repetitions)
  )
    return;
  throw new UserError(
    'prompts-recorded',
    'Clips are recorded already. Add sentences and emotions at the end, or raise the repetitions; for other prompts, make a new corpus.',
  );
}
