import { ageGroupOf } from '#shared/age-groups.ts';
import { type Layout, MAX_AGE, type SplitPart, type Votes } from '#shared/corpora.ts';
import type { CompanionTables } from './companion-tables.ts';

/** The information in a clip's path, before any file is read. */
export interface Naming {
  layout: Layout;
  /** The published name of the corpus (`RAVDESS`, `RAVDESS song`); null: use the name of the folder or the table. */
  corpus: string | null;
  /**
   * Prefix of speaker and sentence (`RAVDESS`), even if the corpus is shown under another name: several copies of a
   * corpus have the same speakers. Null: use the name of the corpus.
   */
  family: string | null;
  /** Within the family (`03`); null if unknown. */
  speaker: string | null;
  sex: 'female' | 'male' | null;
  /** Of the speaker, in years. Absent if unknown. */
  age?: number;
  /** Within the family (`02`, `back`); null if unknown. */
  sentence: string | null;
  intensity: string | null;
  /** The emotion code as published. */
  code: string;
  /** What the code means, as in `shared/labels.ts`; null if the corpus does not define the code. */
  label: string | null;
  split: SplitPart | null;
  /** Session, dialogue or podcast within the family (`Ses01`): what its clips share beside the speaker. Null if unknown. */
  group?: string | null;
  /** The clip's key in the corpus's own tables; null if the name has all that they could say. */
  key?: string | null;
  /** What its annotators said, by label. Absent if the corpus does not publish it. */
  votes?: Votes;
  /** Why the clip has no label, if the reason is not an unknown code. */
  unlabelled?: string;
  /** Equal for two files of the same recording in different formats, such as `.wav` and `.mp3`. */
  recording: string;
  /** Why the file cannot be used: its name and its folder disagree. Null if they agree. */
  contradiction: string | null;
  /** What was corrected in the name; null if nothing was. */
  warning: string | null;
}

/** The naming rules of one corpus layout. */
export interface NamedLayout {
  /**
   * Reads a file's name. `folders` are the names of the folders that contain it, outermost first, including the
   * scanned folder. `stem` is the file's name without extension. `synthetic`: whether the synthesizer wrote the folder,
   * which has more speakers than some corpora. Null if the file is not of this layout.
   */
  readName(folders: readonly string[], stem: string, synthetic?: boolean): Naming | null;
  /** Whether a folder of this name is one part of the corpus (`Actor_05`), not the whole corpus. */
  isPart(folder: string): boolean;
  /**
   * Whether a folder with files of these `stems` can be of this corpus, for names that another corpus also has. Absent:
   * every folder can.
   */
  isOwnFolder?(stems: readonly string[]): boolean;
  /**
   * Names of this form are short enough that anybody may give them, with another meaning. Where many of them contradict
   * the folders of emotions, the folders count.
   */
  commonNames?: true;
  /** The corpus's own tables; absent if the names say everything. */
  companion?: CompanionTables;
}

/** Removes what file managers add to the name of a copy: `x (1)`, `x - Copy`, `x copy 2`, `Copy of x`. */
export function stripCopyMark(stem: string): string {
  return stem.replace(/^copy of /i, '').replace(/(?: \(\d+\)|(?: -)? copy(?: \d+| \(\d+\))?)$/i, '');
}

/** The part of a split that `word` names in a folder or a table (`Train`, `dev`, `testing`); null for other words. */
export function splitPartOf(word: string): SplitPart | null {
  const plain = word.toLowerCase().replace(/[^a-z]/g, '');
  if (['train', 'training', 'trainset', 'trainingset', 'tr'].includes(plain)) return 'train';
  if (['test', 'testing', 'testset', 'te', 'heldout', 'holdout'].includes(plain)) return 'test';
  const validation = ['validation', 'valid', 'val', 'dev', 'devel', 'development', 'evaluation', 'eval'];
  return validation.includes(plain.replace(/set$/, '')) ? 'validation' : null;
}

const AGE = String.raw`(\d{1,3}(?:[.,]\d+)?)`;
const ONE_AGE = new RegExp(String.raw`^${AGE}\s*\+?\s*(?:y|yrs?|years?|years? old|jahre|ans)?$`, 'i');
const AGE_RANGE = new RegExp(String.raw`^${AGE}\s*(?:[-–—]|to)\s*${AGE}(?:\s*years?)?$`, 'i');

/**
 * The age in a table's cell, in years: a number (`26`, `26.5`, `26 years`), or the middle of a range that is within one group of
 * ages (`20–29`). Null for anything else.
 */
export function ageOf(word: string): number | null {
  const ages = (AGE_RANGE.exec(word.trim()) ?? ONE_AGE.exec(word.trim()))
    ?.slice(1)
    .map((age) => Number(age.replace(',', '.')));
  if (ages === undefined || ages.some((age) => !(age > 0 && age <= MAX_AGE))) return null;
  const [first, last = first] = ages;
  return first <= last && ageGroupOf(first) === ageGroupOf(last) ? (first + last) / 2 : null;
}

/** The age of {@link ageOf} as a property; none without an age. */
export function ageInCell(cell: string | null): { age?: number } {
  const age = ageOf(cell ?? '');
  return age === null ? {} : { age };
}

const plainSex = (word: string) => word.normalize('NFC').trim().toLowerCase().replace(/\.$/, '');
const sexWords = (words: string): ReadonlySet<string> => new Set(words.split(/[\s,]+/));
const FEMALE = sexWords(
  `f fem female females w woman women girl girls lady ladies weiblich frau frauen féminin feminin féminine femme femmes femenino
  femenina mujer mujeres femminile femmina femmine donna donne feminino feminina mulher женский женщина женщины жен ж kobieta
  żeńska żeński kadın kadin زن مؤنث أنثى امرأة महिला औरत 女 女性 女声 여 여성 여자`,
);
const MALE = sexWords(
  `m male males man men boy boys gentleman männlich maennlich mann männer masculin masculine homme hommes masculino hombre
  hombres maschile maschio maschi uomo uomini homem мужской мужчина мужчины муж м mężczyzna męska męski erkek مرد مذكر ذكر رجل
  पुरुष आदमी 男 男性 男声 남 남성 남자`,
);
/** Values of a column of sexes that are neither, and nothing that was read wrongly. */
const NEITHER = sexWords('d x other others divers diverse nonbinary non-binary nb intersex mixed both');

/** The sex in a table's cell (`F`, `Female`, `männlich`); null for anything else, including numbers. */
export function sexOf(word: string): 'female' | 'male' | null {
  const plain = plainSex(word);
  if (FEMALE.has(plain)) return 'female';
  return MALE.has(plain) ? 'male' : null;
}

/** Whether a cell says something about the sex that is not understood (`1`): not for `diverse`. */
export const isUnclearSex = (word: string): boolean =>
  sexOf(word) === null && !NEITHER.has(plainSex(word).replace(/ /g, ''));
