import type { Epoch, RunDescription } from '#shared/runs.ts';
import { encodeEventFile, type ScalarEvent } from './event-file.ts';

/** An event file by its path below the log folder, with `/`. */
export interface EventFile {
  path: string;
  content: Uint8Array;
}

/**
 * The event files of a run, in one folder for each fold and part: `RUN/fold-1/train`, `validation` and `test`. Equal tags
 * of the parts (`loss`, `accuracy`, `uar`) appear in the same chart of TensorBoard. The step is the epoch; the test has
 * the step of the best epoch. Times follow from the run's start and the recorded durations.
 */
export function eventFiles(run: RunDescription): EventFile[] {
  const startedAt = Date.parse(run.createdAt) / 1000;
  const times = wallTimes(run.epochs, startedAt);
  const folder = runFolderName(run);
  return run.folds.flatMap((fold) => {
    const epochs = run.epochs.filter((epoch) => epoch.fold === fold.fold);
    const events = (values: (epoch: Epoch) => Record<string, number | null>): ScalarEvent[] =>
      epochs.map((epoch) => ({
        wallTime: times.get(epoch)!,
        step: epoch.epoch,
        values: present(values(epoch)),
      }));
    const last = epochs.at(-1);
    const tested: ScalarEvent[] =
      fold.bestEpoch === null
        ? []
        : [
            {
              wallTime: last ? times.get(last)! : startedAt,
              step: fold.bestEpoch,
              values: present({ accuracy: fold.accuracy, uar: fold.uar }),
            },
          ];
    const parts = {
      train: events(({ loss, accuracy, learningRate }) => ({ loss, accuracy, learning_rate: learningRate })),
      validation: events(({ validationLoss, validationAccuracy, validationUar }) => ({
        loss: validationLoss,
        accuracy: validationAccuracy,
        uar: validationUar,
      })),
      test: tested,
    };
    return Object.entries(parts).flatMap(([part, of]) => {
      const filled = of.filter(({ values }) => Object.keys(values).length > 0);
      if (filled.length === 0) return [];
      // TensorBoard finds files by `tfevents` in their names and orders them by the number.
      const name = `events.out.tfevents.${Math.floor(startedAt)}.neural-ser`;
      const path = `${folder}/fold-${fold.fold + 1}/${part}/${name}`;
      return [{ path, content: encodeEventFile(filled, startedAt) }];
    });
  });
}

/** The end of each epoch, in seconds since 1970. Folds are trained one after the other. */
function wallTimes(epochs: readonly Epoch[], startedAt: number): Map<Epoch, number> {
  const ordered = epochs.toSorted((a, b) => a.fold - b.fold || a.epoch - b.epoch);
  let time = startedAt;
  return new Map(
    ordered.map((epoch) => {
      time += epoch.seconds;
      return [epoch, time];
    }),
  );
}

function present(values: Record<string, number | null>): Record<string, number> {
  return Object.fromEntries(
    Object.entries(values).filter((entry): entry is [string, number] => entry[1] !== null),
  );
}

/** The run's name with its id, which makes it unique, as a folder name of any system. */
function runFolderName({ name, id }: RunDescription): string {
  const safe = name
    .normalize('NFKD')
    .replace(/[^A-Za-z0-9._-]+/g, '-')
    .replace(/^[.-]+|[.-]+$/g, '')
    .slice(0, 60);
  return safe === '' ? id : `${safe}-${id}`;
}
