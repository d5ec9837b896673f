import { ageInCell, sexOf } from '#core/corpora/layouts/naming.ts';
import { identifierOf, namedSplitOf, valueOfCell } from '#core/corpora/tables/cell-values.ts';
import { wordLabels } from '#core/corpora/words/word-labels.ts';
import type { Yielder } from '#core/system/yielder.ts';
import type { NamedSplit } from '#shared/corpora.ts';
import type { CorpusRule, RuleRole } from '#shared/corpus-rules.ts';
import { UserError } from '#shared/failure.ts';
import type { Piece } from './path-parts.ts';
import { createPathReader } from './read-path.ts';

/** What a rule says about one path. */
export interface ReadPath {
  /** Below the scanned folder, with `/`. */
  path: string;
  pieces: ReadonlyMap<RuleRole, readonly Piece[]>;
  /** The word for the emotion; null if the path does not fit the rule. */
  code: string | null;
  /** Its label; null if the clip is left out. */
  label: string | null;
  /** Why it is left out; null if it is not. */
  reason: string | null;
  speaker: string | null;
  sex: 'female' | 'male' | null;
  /** In years. */
  age?: number;
  sentence: string | null;
  intensity: string | null;
  split: NamedSplit | null;
  group: string | null;
}

/** Longer than any sensible rule needs for a million paths. */
const MAX_MILLISECONDS = 30_000;
/** Between the parts of a speaker that several parts of the path name. */
const JOINED = '-';

/**
 * Reads paths by a rule of parts or of a pattern. Calls `yieldNow` between paths.
 * @throws UserError `rule-pattern`, and `rule-slow` if a pattern takes too long.
 */
export async function applyRule(
  { read, words }: Pick<CorpusRule, 'words'> & { read: Exclude<CorpusRule['read'], { by: 'table' }> },
  paths: readonly string[],
  yieldNow: Yielder,
): Promise<ReadPath[]> {
  const readPath = createPathReader(read);
  const endsAt = performance.now() + MAX_MILLISECONDS;
  const found: ReturnType<typeof readPath>[] = [];
  for (const path of paths) {
    await yieldNow();
    if (performance.now() > endsAt)
      throw new UserError(
        'rule-slow',
        'The regular expression takes too long for this folder. Make it simpler.',
      );
    found.push(readPath(path));
  }
  const text = (pieces: readonly Piece[] | undefined) =>
    pieces?.map((piece) => piece.text).join(JOINED) ?? null;
  const codes = found.map((pieces) => text(pieces?.get('emotion')));
  const labelOf = wordLabels(
    words,
    codes.filter((code) => code !== null),
  );
  const labelled = (code: string) => {
    const { label, reason } = labelOf(code);
    return { label, reason };
  };
  return paths.map((path, index) => {
    const pieces = found[index] ?? new Map<RuleRole, readonly Piece[]>();
    const value = (role: RuleRole) => valueOfCell(text(pieces.get(role)));
    const code = codes[index];
    return {
      path,
      pieces,
      code,
      ...(code === null ? { label: null, reason: 'The path does not fit the rule.' } : labelled(code)),
      speaker: identifierOf(value('speaker')),
      sex: sexOf(value('sex') ?? ''),
      ...ageInCell(value('age')),
      sentence: value('sentence'),
      intensity: value('intensity'),
      split: namedSplitOf(value('split')),
      group: identifierOf(value('group')),
    };
  });
}
