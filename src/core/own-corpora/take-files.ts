import type { OwnTake, Prompt } from '#shared/own-corpora.ts';

/** `p01_s001_e02-happy_r1_t3.wav`. Numbers count from 1. */
const NAME =
  /^(?<code>[a-z][a-z0-9-]*)_s(?<s>\d{3})_e(?<e>\d\d)(?:-[a-z0-9-]+)?_r(?<r>\d+)_t(?<t>\d+)\.wav$/i;

const padded = (index: number, digits: number) => String(index + 1).padStart(digits, '0');

/**
 * The name of a take's file. The emotion is there for people: its number counts. Nothing in the name is read as a name of a
 * published corpus.
 */
export function takeFileName(
  code: string,
  { sentence, emotion, repetition, take }: Prompt & Pick<OwnTake, 'take'>,
  label: string,
): string {
  const word = label
    .normalize('NFKD')
    .toLowerCase()
    .replace(/[^a-z0-9]+/g, '-')
    .replace(/^-|-$/g, '');
  const shown = word === '' ? '' : `-${word}`;
  return `${code}_s${padded(sentence, 3)}_e${padded(emotion, 2)}${shown}_r${repetition}_t${take}.wav`;
}

/** The prompt and the number of a take by the name of its file; null for a file of another kind or of another speaker. */
export function readTakeFileName(code: string, file: string): (Prompt & Pick<OwnTake, 'take'>) | null {
  const groups = NAME.exec(file)?.groups;
  if (groups === undefined || groups.code !== code) return null;
  const prompt = { sentence: Number(groups.s) - 1, emotion: Number(groups.e) - 1 };
  return { ...prompt, repetition: Number(groups.r), take: Number(groups.t) };
}
