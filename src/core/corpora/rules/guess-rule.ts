import { RE2JS } from 're2js';
import { labelOfWord } from '#core/corpora/layouts/emotion-words.ts';
import { sexOf, splitPartOf } from '#core/corpora/layouts/naming.ts';
import { COUNTED } from '#core/corpora/layouts/speaker-folders.ts';
import type { PathPart, RuleReading } from '#shared/corpus-rules.ts';
import { MAX_RULE_PATTERN_CHARACTERS } from '#shared/limits.ts';
import { createRandom } from '#shared/random.ts';
import { type DividedPath, dividePath, pieceAt } from './path-parts.ts';

/** A reading that may fit, with the share of files that it gives an emotion. */
export interface Guess {
  /** For the user: where emotion and speaker are. */
  about: string;
  read: RuleReading;
  share: number;
}

/** A part of the paths, with its value in each of them; null where a path does not have it. */
export interface PartValues {
  part: PathPart;
  values: readonly (string | null)[];
}

const MAX_SAMPLED_PATHS = 2000;
/** A part is offered if at least this share of the paths has it. */
const MIN_PRESENT = 0.5;
/** A part is the emotion if at least this share of its values are words for emotions. */
const MIN_EMOTIONS = 0.5;
/** A part is the speaker if at least this share of its values have several emotions. */
const MIN_VARIED = 0.6;
/** Values that look like numbered speakers (`spk3`, `p07`, `F01`), and those that count something else. */
const SPEAKER_LIKE =
  /^(?:speaker|spkr?|actor|actress|subject|subj|sub|participant|person|talker|voice|user|client|[spfmw])[ _-]?\d+$/i;
const NOT_A_SPEAKER = new RegExp(`^(?:${COUNTED}|t|r|v|no|nr|n)[ _-]?\\d*$`, 'i');
const GENERIC = /\d/;

/** The parts that most of the paths have. Parts from the end are offered if the paths differ in their number of parts. */
export function partsOfPaths(paths: readonly string[]): PartValues[] {
  const divided = paths.map(dividePath);
  const positions = (count: (path: DividedPath) => number, make: (at: number) => PathPart) => {
    const counts = divided.map(count);
    const most = counts.reduce((a, b) => Math.max(a, b), 0);
    const varied = counts.some((own) => own !== most);
    const ahead = Array.from({ length: Math.min(most, 12) }, (_, index) => make(index + 1));
    return varied ? [...ahead, ...ahead.map((_, index) => make(-1 - index))] : ahead;
  };
  const parts = [
    ...positions(
      (path) => path.folders.length,
      (folder) => ({ folder }),
    ),
    ...positions(
      (path) => path.names.length,
      (name) => ({ name }),
    ),
  ];
  return parts
    .map((part) => ({ part, values: divided.map((path) => pieceAt(path, part)?.text ?? null) }))
    .filter(({ values }) => values.filter((value) => value !== null).length >= MIN_PRESENT * paths.length);
}

/** Readings of the paths that may fit, the best first. Empty if no part has words for emotions. */
export function guessReadings(everyPath: readonly string[]): Guess[] {
  const paths = sampleOf(everyPath);
  const all = partsOfPaths(paths);
  // Counted from the start, unless counting from the end gives something else.
  const parts = all.filter((own, index) => !all.slice(0, index).some((other) => nearlySame(own, other)));
  const emotions = parts
    .map((own) => ({ own, labels: own.values.map((value) => (value === null ? null : labelOfWord(value))) }))
    .map(({ own, labels }) => ({ own, labels, share: shareOf(labels, (label) => label !== null) }))
    .filter(({ labels, share }) => share >= MIN_EMOTIONS && distinct(labels).size > 1)
    .sort((a, b) => b.share - a.share || distinct(b.labels).size - distinct(a.labels).size);
  const guesses = emotions.map(({ own, labels, share }): Guess => {
    const others = parts.filter((other) => other !== own);
    const speaker = speakerAmong(others, labels);
    const rest = others.filter(({ part }) => !speaker.includes(part));
    const read: RuleReading = {
      by: 'parts',
      parts: {
        emotion: [own.part],
        ...(speaker.length > 0 ? { speaker } : {}),
        ...optional('sex', others, (value) => sexOf(value) !== null),
        ...optional('split', others, (value) => splitPartOf(value) !== null),
        ...optional('sentence', rest, (value) => /^(?:sentence|sent|text|s)[ _-]?\d+$/i.test(value)),
      },
    };
    const where = `Emotion: ${partName(own.part)}`;
    const who = speaker.length > 0 ? `speaker: ${speaker.map(partName).join(' and ')}` : 'speaker unknown';
    return { about: `${where}, ${who}`, read, share };
  });
  const best = guesses[0]?.share ?? 0;
  const anywhere = best < 0.9 ? wordAnywhere(paths) : null;
  return anywhere !== null && anywhere.share > best ? [anywhere, ...guesses] : guesses;
}

/** Some thousand paths show how a corpus is arranged. Drawn, because every tenth path may be of one kind. */
export function sampleOf(paths: readonly string[]): readonly string[] {
  if (paths.length <= MAX_SAMPLED_PATHS) return paths;
  const drawn = createRandom('rule', paths.length).shuffle([...paths.keys()]);
  return drawn
    .slice(0, MAX_SAMPLED_PATHS)
    .sort((a, b) => a - b)
    .map((index) => paths[index]);
}

/** `folder 2`, `last part of the name`. */
function partName(part: PathPart): string {
  const [what, at] = 'folder' in part ? ['folder', part.folder] : ['name part', part.name];
  if (at > 0) return `${what} ${at}`;
  return at === -1 ? `last ${what}` : `${what} ${-at} from the end`;
}

/**
 * The part that names the speaker: of those with several values that each have several emotions, numbered speakers first,
 * then the deepest folder, then the first part of the name. With the folders above it if the same number occurs in
 * several of them: `north/p01` and `south/p01` are two people.
 */
function speakerAmong(parts: readonly PartValues[], labels: readonly (string | null)[]): PathPart[] {
  const candidates = parts.filter(({ values }) => {
    const known = values.filter((value) => value !== null);
    const names = distinct(values);
    if (names.size < 2 || names.size > known.length / 2) return false;
    if ([...names].every((name) => sexOf(name) !== null || splitPartOf(name) !== null)) return false;
    if ([...names].some((name) => labelOfWord(name) !== null)) return false;
    const varied = [...besideEach(values, labels).values()].filter((own) => own.size > 1);
    return varied.length >= MIN_VARIED * names.size;
  });
  const likeness = ({ part, values }: PartValues): number => {
    const names = [...distinct(values)];
    if (names.every((name) => SPEAKER_LIKE.test(name))) return 2;
    if (names.every((name) => NOT_A_SPEAKER.test(name))) return -1;
    // A number in a file's name is a sentence or a repetition as often as a speaker.
    return 'name' in part && names.every((name) => /^\d+$/.test(name)) ? -1 : 0;
  };
  const depth = ({ part }: PartValues): number =>
    'folder' in part ? 100 + (part.folder > 0 ? part.folder : 50 + part.folder) : -Math.abs(part.name);
  const best = candidates
    .filter((own) => likeness(own) >= 0)
    .sort((a, b) => likeness(b) - likeness(a) || depth(b) - depth(a))[0];
  if (best === undefined) return [];
  const { part, values } = best;
  if (!('folder' in part) || part.folder < 2 || ![...distinct(values)].every((name) => GENERIC.test(name)))
    return [part];
  const above = parts.filter(
    (other) => 'folder' in other.part && other.part.folder > 0 && other.part.folder < part.folder,
  );
  const groups = above.filter(
    (other) =>
      distinct(other.values).size > 1 &&
      ![...distinct(other.values)].some((name) => splitPartOf(name) !== null),
  );
  const repeats = groups.filter((other) =>
    [...besideEach(values, other.values).values()].some((beside) => beside.size > 1),
  );
  return [...repeats.map((other) => other.part), part];
}

function optional(
  role: 'sex' | 'split' | 'sentence',
  parts: readonly PartValues[],
  fits: (value: string) => boolean,
): Partial<Record<typeof role, PathPart[]>> {
  const found = parts.find(({ values }) => {
    const names = [...distinct(values)];
    return names.length > 1 && names.every(fits);
  });
  return found === undefined ? {} : { [role]: [found.part] };
}

/** A pattern for names that have one word for an emotion at changing places: `anna_very_angry_3`, `ben_sad`. */
function wordAnywhere(paths: readonly string[]): Guess | null {
  const words = new Map<string, string>();
  let fitting = 0;
  for (const path of paths) {
    const pieces = dividePath(path).names.map(({ text }) => text.replace(/\d+$/, ''));
    const known = pieces.flatMap((text) => {
      const label = labelOfWord(text);
      return label === null ? [] : [[text.toLowerCase(), label] as const];
    });
    if (new Set(known.map(([, label]) => label)).size !== 1) continue;
    fitting++;
    for (const [word, label] of known) words.set(word, label);
  }
  const share = fitting / Math.max(1, paths.length);
  if (share < MIN_EMOTIONS || new Set(words.values()).size < 2 || words.size > 40) return null;
  const list = [...words.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const pattern = `(?i)(?:^|\\PL)(?<emotion>${list.map((word) => RE2JS.quote(word)).join('|')})(?:[^\\pL/][^/]*)?$`;
  if (pattern.length > MAX_RULE_PATTERN_CHARACTERS) return null;
  return {
    about: 'Emotion: a word anywhere in the name, speaker unknown',
    read: { by: 'pattern', pattern },
    share,
  };
}

const distinct = (values: readonly (string | null)[]): Set<string> =>
  new Set(values.filter((value) => value !== null));

/** For each value, the different values beside it in another list. */
function besideEach(
  values: readonly (string | null)[],
  beside: readonly (string | null)[],
): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>();
  for (const [index, value] of values.entries()) {
    if (value === null) continue;
    const own = found.get(value) ?? new Set<string>();
    found.set(value, own);
    const other = beside[index];
    if (other !== null) own.add(other);
  }
  return found;
}

const shareOf = <T>(values: readonly T[], fits: (value: T) => boolean): number =>
  values.filter(fits).length / Math.max(1, values.length);

/** Whether two parts have the same value in nearly all paths. A few odd files change the number of parts. */
const nearlySame = (a: PartValues, b: PartValues): boolean =>
  shareOf([...a.values.entries()], ([index, value]) => value === b.values[index]) >= 0.9;
