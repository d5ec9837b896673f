import type { Session } from '#cli/session.ts';
import type { ComparedItem } from '#shared/comparison.ts';
import { toFailure, UserError } from '#shared/failure.ts';
import { MAX_COMPARED_ITEMS } from '#shared/limits.ts';

/**
 * The compared items of a command's arguments: each is a run, or a group of runs joined by `+`. A run whose name has a `+`
 * is found by its whole name.
 * @throws UserError `usage` for too many items, or an empty part of a group.
 */
export async function comparedItems(session: Session, texts: readonly string[]): Promise<string[][]> {
  if (texts.length > MAX_COMPARED_ITEMS) {
    throw new UserError(
      'usage',
      `At most ${MAX_COMPARED_ITEMS} runs or groups can be compared, not ${texts.length}. Join the runs of a group by +.`,
    );
  }
  const items: string[][] = [];
  for (const text of texts) {
    const parts = text.split('+').map((part) => part.trim());
    if (parts.length === 1 || (await isRun(session, text))) items.push([text]);
    else if (parts.includes('')) {
      throw new UserError('usage', `“${text}” is not a group of runs. Join ids by +, for example ID+ID.`);
    } else items.push(parts);
  }
  return items;
}

async function isRun(session: Session, text: string): Promise<boolean> {
  try {
    await session.ask('comparisons.curves', { runs: [text] });
    return true;
  } catch (error) {
    if (toFailure(error).code === 'no-such-run') return false;
    throw error;
  }
}

/**
 * The index of the item that `--baseline` names: an argument as it was given, or an id or name of one of its runs.
 * @throws UserError `usage` if no item has it.
 */
export function baselineIndex(
  baseline: string,
  texts: readonly string[],
  items: readonly ComparedItem[],
): number {
  const exact = texts.indexOf(baseline);
  if (exact >= 0) return exact;
  const index = items.findIndex(({ title, runs }) =>
    [title, ...runs.flatMap(({ id, name }) => [id, name])].includes(baseline),
  );
  if (index >= 0) return index;
  throw new UserError('usage', `--baseline ${baseline} is not one of the compared runs. Name one of them.`);
}
