import { RE2JS, RE2JSSyntaxException } from 're2js';
import { RULE_ROLES, type RuleReading, type RuleRole } from '#shared/corpus-rules.ts';
import { UserError } from '#shared/failure.ts';
import { dividePath, type Piece, pieceAt } from './path-parts.ts';

/** What a rule finds in a path: the pieces of each role. Null if the path does not fit the rule. */
export type PathReader = (path: string) => ReadonlyMap<RuleRole, readonly Piece[]> | null;

/** Longer paths do not exist on common systems, and the time of a pattern grows with them. */
const MAX_PATH_CHARACTERS = 4096;

/**
 * A reader of paths below the scanned folder, with `/`.
 * @throws UserError `rule-pattern` for a regular expression that cannot be used.
 */
export function createPathReader(reading: Exclude<RuleReading, { by: 'table' }>): PathReader {
  if (reading.by === 'pattern') return patternReader(reading.pattern);
  const parts = RULE_ROLES.flatMap((role) => {
    const own = reading.parts[role];
    return own === undefined ? [] : [{ role, own }];
  });
  return (path) => {
    const divided = dividePath(path);
    const found = new Map<RuleRole, Piece[]>();
    for (const { role, own } of parts) {
      const pieces = own.map((part) => pieceAt(divided, part)).filter((piece) => piece !== null);
      if (pieces.length === own.length) found.set(role, pieces);
    }
    return found.has('emotion') ? found : null;
  };
}

/** Matches in time that is linear in the path's length, whatever the pattern, because RE2 does not backtrack. */
function patternReader(pattern: string): PathReader {
  const compiled = compile(pattern);
  const groups = compiled.namedGroups();
  const unknown = Object.keys(groups).find((name) => !(RULE_ROLES as readonly string[]).includes(name));
  if (unknown !== undefined || !('emotion' in groups)) {
    const why = unknown === undefined ? 'has no group for the emotion' : `has a group “${unknown}”`;
    throw new UserError(
      'rule-pattern',
      `The regular expression ${why}. Name its groups ${RULE_ROLES.map((role) => `(?<${role}>…)`).join(', ')}; emotion is required.`,
    );
  }
  return (path) => {
    const matcher = compiled.matcher(path.slice(0, MAX_PATH_CHARACTERS));
    if (!matcher.find()) return null;
    const found = new Map<RuleRole, Piece[]>();
    for (const role of RULE_ROLES) {
      if (!(role in groups)) continue;
      const text = matcher.group(role);
      if (text) found.set(role, [{ text, start: matcher.start(role) }]);
    }
    return found.has('emotion') ? found : null;
  };
}

function compile(pattern: string): RE2JS {
  try {
    return RE2JS.compile(pattern);
  } catch (error) {
    if (!(error instanceof RE2JSSyntaxException)) throw error;
    throw new UserError(
      'rule-pattern',
      `The regular expression cannot be used: ${error.message.replace(/^error parsing regexp: /, '')}. ` +
        'Its syntax is RE2, without look-around and back-references.',
      { cause: error },
    );
  }
}
