import { UserError } from '../../shared/failure.ts';
import { emotionOfWord } from './emotion-words.ts';

/** Where a table's columns stand, from 0; null: the table has none such. */
export interface TableColumns {
  path: number;
  emotion: number;
  speaker: number | null;
  sex: number | null;
  sentence: number | null;
  intensity: number | null;
  split: number | null;
}

/** What columns are called, the surest name first. Compared without case, separators and a plural s. */
const COLUMN_NAMES: Record<keyof TableColumns, readonly string[]> = {
  path: [
    'path',
    'filepath',
    'audiopath',
    'wavpath',
    'fullpath',
    'relativepath',
    'file',
    'filename',
    'wav',
    'wavfile',
  ].concat([
    'audio',
    'audiofile',
    'clip',
    'clippath',
    'sound',
    'soundfile',
    'recording',
    'uri',
    'url',
    'name',
  ]),
  emotion: [
    'emotion',
    'emotionname',
    'emotionlabel',
    'labelname',
    'label',
    'class',
    'classname',
    'category',
    'target',
  ].concat(['emo', 'affect', 'code', 'emotioncode']),
  speaker: [
    'speaker',
    'speakerid',
    'spk',
    'spkid',
    'actor',
    'actorid',
    'subject',
    'subjectid',
    'talker',
    'voice',
  ].concat(['participant', 'participantid', 'person', 'personid', 'clientid']),
  sex: ['sex', 'gender'],
  sentence: [
    'sentence',
    'sentenceid',
    'statement',
    'text',
    'textid',
    'transcript',
    'transcription',
    'utterancetext',
  ],
  intensity: ['intensity', 'emotionintensity', 'level', 'emotionlevel', 'strength'],
  split: ['split', 'subset', 'partition', 'part', 'fold', 'set', 'usage', 'datasetsplit'],
};
const SAMPLE_ROWS = 200;
/** Of the rows looked at, this share must look like what a column is taken for by its content. */
const LEAST_SHARE = 0.5;
const SOUND_FILE = /\.(?:wav|wave|mp3|flac|ogg|m4a|aiff?)$/i;

/**
 * Finds a table's columns: by the names given in `wanted`, else by their usual names, else by what stands in them
 * (names of sound files; words for emotions). Among several that could hold the emotion the one wins that is most
 * often understood: a table may have codes beside words. A table without a header is told by its first row.
 *
 * Throws {@link UserError} `table-columns` where the path or the emotion cannot be found.
 */
export function findColumns(
  rows: readonly (readonly string[])[],
  wanted: Partial<Record<keyof TableColumns, string>> = {},
): { columns: TableColumns; hasHeader: boolean } {
  const first = rows[0] ?? [];
  const hasHeader = !first.some((cell) => SOUND_FILE.test(cell));
  const header = hasHeader ? first.map(plainName) : [];
  const body = rows.slice(hasHeader ? 1 : 0, SAMPLE_ROWS + 1);
  const width = body.reduce((most, cells) => Math.max(most, cells.length), first.length);
  const share = (column: number, fits: (cell: string) => boolean) =>
    body.filter((cells) => fits(cells[column] ?? '')).length / Math.max(1, body.length);
  const isSound = (cell: string) => SOUND_FILE.test(cell);
  const isEmotion = (cell: string) => emotionOfWord(cell) !== null;

  const named = (role: keyof TableColumns): number[] => {
    const name = wanted[role];
    if (name === undefined) {
      const found = COLUMN_NAMES[role].map((known) => header.indexOf(known));
      return [...new Set(found.filter((column) => column >= 0))];
    }
    const column = header.indexOf(plainName(name));
    if (column < 0)
      throw new UserError('table-columns', `The table has no column “${name}”. It has: ${first.join(', ')}.`);
    return [column];
  };
  const best = (columns: readonly number[], fits: (cell: string) => boolean): number | undefined =>
    columns.toSorted((a, b) => share(b, fits) - share(a, fits))[0];
  const byContent = (fits: (cell: string) => boolean, taken?: number): number | undefined => {
    const column = best(
      Array.from({ length: width }, (_, index) => index).filter((index) => index !== taken),
      fits,
    );
    return column !== undefined && share(column, fits) >= LEAST_SHARE ? column : undefined;
  };

  // What a column is called counts, unless nothing in it fits and another column's content does.
  const choose = (role: 'path' | 'emotion', fits: (cell: string) => boolean, taken?: number) => {
    const called = best(
      named(role).filter((column) => column !== taken),
      fits,
    );
    if (called !== undefined && (wanted[role] !== undefined || share(called, fits) > 0)) return called;
    return byContent(fits, taken) ?? called;
  };
  const pathColumn = choose('path', isSound);
  const emotionColumn = choose('emotion', isEmotion, pathColumn);
  if (pathColumn === undefined || emotionColumn === undefined) {
    const lacking = pathColumn === undefined ? 'the files' : 'the emotions';
    throw new UserError(
      'table-columns',
      `No column holds ${lacking}. Name the columns “Path” and “Emotions” in the table's first line.`,
    );
  }
  const taken = new Set([pathColumn, emotionColumn]);
  const optional = (role: keyof TableColumns) => named(role).find((column) => !taken.has(column)) ?? null;
  return {
    hasHeader,
    columns: {
      path: pathColumn,
      emotion: emotionColumn,
      speaker: optional('speaker'),
      sex: optional('sex'),
      sentence: optional('sentence'),
      intensity: optional('intensity'),
      split: optional('split'),
    },
  };
}

function plainName(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z]/g, '');
  return /[^s]s$/.test(plain) ? plain.slice(0, -1) : plain;
}
