/** Rules as text. */
import type { PathPart, RulePreview, RuleReading, RuleRole } from '#shared/corpus-rules.ts';

export const ROLE_LABELS: Record<RuleRole, string> = {
  emotion: 'Emotion',
  speaker: 'Speaker',
  sex: 'Sex',
  age: 'Age',
  sentence: 'Sentence',
  intensity: 'Intensity',
  split: 'Split',
  group: 'Session or group',
};

/** The ways to read a folder, as the user chooses them. */
export const WAYS: readonly { value: RuleReading['by']; label: string }[] = [
  { value: 'parts', label: 'Parts of the path' },
  { value: 'pattern', label: 'Regular expression' },
  { value: 'table', label: 'Table' },
];

/** The key of a part, for form fields. */
export const partKey = (part: PathPart): string =>
  'folder' in part ? `folder ${part.folder}` : `name ${part.name}`;

/** The part of a key. */
export function partOfKey(key: string): PathPart {
  const [what, at] = key.split(' ');
  return what === 'folder' ? { folder: Number(at) } : { name: Number(at) };
}

/** `Folder 2: anna, ben, … (12)`. */
export function partLabel({ part, values, distinct }: RulePreview['parts'][number]): string {
  const shown = values.slice(0, 3).map((value) => (value.length > 16 ? `${value.slice(0, 15)}…` : value));
  const more = distinct > shown.length ? ', …' : '';
  return `${partTitle(part)}: ${shown.join(', ')}${more} (${distinct})`;
}

function partTitle(part: PathPart): string {
  const [what, at] = 'folder' in part ? ['Folder', part.folder] : ['Name part', part.name];
  if (at > 0) return `${what} ${at}`;
  return at === -1 ? `Last ${what.toLowerCase()}` : `${what} ${-at} from the end`;
}

/** A reading of another way to start from, with as much as the preview knows. */
export function startOf(by: RuleReading['by'], { guesses, parts, tables }: RulePreview): RuleReading {
  const guess = guesses.find(({ read }) => read.by === by)?.read;
  if (guess !== undefined) return guess;
  if (by === 'parts') return { by, parts: { emotion: [parts.at(-1)?.part ?? { name: 1 }] } };
  if (by === 'table') return { by, table: tables[0]?.table ?? '', columns: {} };
  return { by, pattern: '(?<speaker>[^/]+)/[^/]*_(?<emotion>\\pL+)[^/]*$' };
}
