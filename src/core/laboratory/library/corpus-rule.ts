import { createPathReader } from '#core/corpora/rules/read-path.ts';
import type { ExperimentLog } from '#core/database/experiment-log.ts';
import { isDamagedRecord } from '#core/database/stored-values.ts';
import { whileBusy } from '#core/laboratory/log-waits.ts';
import { realPathOrSame } from '#core/system/real-path.ts';
import type { CorpusRule } from '#shared/corpus-rules.ts';
import { toFailure } from '#shared/failure.ts';

/** A function that gives the rule of a folder, which may be reached through links. */
export function ruleOf(
  log: Pick<ExperimentLog, 'corpusRule'>,
): (folder: string) => Promise<CorpusRule | null> {
  return async (folder) => log.corpusRule(await realPathOrSame(folder));
}

/** The rule of a folder, or why the stored one cannot be read: it can be replaced or removed nevertheless. */
export async function storedRule(
  log: Pick<ExperimentLog, 'corpusRule'>,
  folder: string,
): Promise<{ rule: CorpusRule | null; damaged: string | null }> {
  try {
    return { rule: await ruleOf(log)(folder), damaged: null };
  } catch (error) {
    if (!isDamagedRecord(error)) throw error;
    return { rule: null, damaged: toFailure(error).message };
  }
}

/** Saves the rule of a folder. @throws UserError `rule-pattern` for a regular expression that cannot be used. */
export async function saveRule(
  log: Pick<ExperimentLog, 'saveCorpusRule'>,
  folder: string,
  rule: CorpusRule | null,
): Promise<void> {
  if (rule !== null && rule.read.by !== 'table') createPathReader(rule.read);
  const realPath = await realPathOrSame(folder);
  await whileBusy(() => log.saveCorpusRule(realPath, rule));
}
