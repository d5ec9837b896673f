import type { PathPart } from '#shared/corpus-rules.ts';

/** A piece of a path below the scanned folder, at `start` of it. */
export interface Piece {
  text: string;
  start: number;
}

/** The pieces of a path that a rule can name. */
export interface DividedPath {
  folders: readonly Piece[];
  /** The parts of the file's name without its ending. */
  names: readonly Piece[];
}

/** Between the parts of a file's name. */
const SEPARATORS = /[_\-.+ ()[\]{},;=~]+/;

/** The pieces of `path`, which has `/` between its folders. */
export function dividePath(path: string): DividedPath {
  const segments = pieces(path, /\//, 0);
  const file = segments.pop() ?? { text: '', start: 0 };
  const stem = file.text.replace(/\.[^.]*$/, '');
  return { folders: segments, names: pieces(stem === '' ? file.text : stem, SEPARATORS, file.start) };
}

function pieces(text: string, separator: RegExp, offset: number): Piece[] {
  const found: Piece[] = [];
  let start = 0;
  for (const match of text.matchAll(new RegExp(separator, 'g'))) {
    if (match.index > start) found.push({ text: text.slice(start, match.index), start: offset + start });
    start = match.index + match[0].length;
  }
  if (start < text.length) found.push({ text: text.slice(start), start: offset + start });
  return found;
}

/** The piece at a position; null if the path has none there. */
export function pieceAt(divided: DividedPath, part: PathPart): Piece | null {
  const [list, at] = 'folder' in part ? [divided.folders, part.folder] : [divided.names, part.name];
  return list.at(at > 0 ? at - 1 : at) ?? null;
}
