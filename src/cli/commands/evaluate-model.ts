import { resolve } from 'node:path';
import { labelSetOption } from '#cli/label-set-option.ts';
import type { Session } from '#cli/session.ts';
import { runReport } from '#cli/terminal/run-report.ts';
import { counted } from '#shared/format.ts';
import type { RunSettingsInput } from '#shared/settings/input.ts';

/** The options of an evaluation of a ready-made model. */
export interface EvaluateModelOptions {
  /** A run whose clips, folds and label set are used. */
  like?: string;
  labels?: string;
  protocol?: string;
  folds?: number;
  seed?: number;
  name?: string;
}

/** Tests a ready-made model as a run in which nothing is trained, on folders or on the test clips of another run. */
export async function evaluateModel(
  session: Session,
  model: string,
  folders: readonly string[],
  { like, labels, protocol, folds, seed, name }: EvaluateModelOptions,
): Promise<void> {
  const split = { name: protocol, folds };
  const given = {
    labels: await labelSetOption(labels),
    protocol: protocol === undefined && folds === undefined ? undefined : split,
    seed,
  };
  const settings = withoutUndefined({
    ...given,
    protocol: given.protocol === undefined ? undefined : withoutUndefined(split),
  }) as RunSettingsInput;
  const answer = await session.ask('readyMade.evaluate', {
    model,
    folders: folders.map((folder) => resolve(folder)),
    like: like ?? null,
    settings,
    name,
  });
  const run = await session.ask('runs.show', { run: answer.run });
  const fairness = await session.ask('runs.fairness', { run: answer.run });
  session.result({ ...run, fairness, evaluation: answer }, () => {
    const skipped = answer.problems.length;
    return [
      ...(skipped > 0
        ? [session.paint.warn(`${counted(skipped, 'file')} skipped: \`scan\` shows the reasons`)]
        : []),
      runReport(run, session.paint, fairness),
      session.paint.faint(`Saved as the run ${answer.run}. Compare it with: compare RUN ${answer.run}`),
    ].join('\n\n');
  });
}

const withoutUndefined = (record: object): Record<string, unknown> =>
  Object.fromEntries(Object.entries(record).filter(([, value]) => value !== undefined));
