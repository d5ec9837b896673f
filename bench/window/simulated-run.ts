import type { EventData, LaboratoryEvent, LaboratoryPort, RequestName } from '#shared/contract.ts';
import type { Run } from '#shared/runs.ts';

/** Answers instead of the laboratory's. */
export type Answers = Partial<Record<RequestName, (input: never) => unknown>>;

/** A laboratory with some replaced answers and additional events. */
export interface StagedLaboratory extends LaboratoryPort {
  emit(event: LaboratoryEvent): void;
}

export function stage(laboratory: LaboratoryPort, answers: Answers): StagedLaboratory {
  const listeners = new Set<(event: LaboratoryEvent) => void>();
  return {
    invoke: async (name, input, options) => {
      const answer = answers[name] as ((given: unknown) => unknown) | undefined;
      const own = answer?.(input);
      return (own === undefined ? laboratory.invoke(name, input, options) : own) as never;
    },
    subscribe: (listener) => {
      listeners.add(listener);
      const end = laboratory.subscribe(listener);
      return () => {
        listeners.delete(listener);
        end();
      };
    },
    emit: (event) => {
      for (const listener of listeners) listener(event);
    },
  };
}

/** The answers of a laboratory in which a run like `record` is running. */
export function trainingAnswers(record: Run): Answers {
  const run: Run = {
    ...record,
    id: 'simulated',
    name: 'simulated run',
    status: 'running',
    epochs: [],
    test: null,
  };
  const ours = (input: { run: string }) => (input.run === run.id ? run : undefined);
  return {
    'runs.show': ours,
    'runs.queue': () => [run.id],
    'runs.batches': (input: { run: string }) => (input.run === run.id ? [] : undefined),
  };
}

export interface Pace {
  batchesPerSecond: number;
  stepsPerEpoch: number;
}

/** The events of some seconds of training. */
export function* trainingEvents(
  fromSecond: number,
  toSecond: number,
  { batchesPerSecond, stepsPerEpoch }: Pace,
): Generator<LaboratoryEvent> {
  const run = 'simulated';
  const epochs = 10_000;
  for (let batch = fromSecond * batchesPerSecond; batch < toSecond * batchesPerSecond; batch++) {
    const epoch = 1 + Math.floor(batch / stepsPerEpoch);
    const step = 1 + (batch % stepsPerEpoch);
    const loss = 2 * Math.exp(-batch / 4000) + 0.05 * Math.sin(batch);
    const accuracy = 1 - Math.exp(-batch / 4000);
    if (batch % (2 * batchesPerSecond) === 0) {
      const load = {
        cpuPercent: 50 + (batch % 50),
        memoryBytes: 4e8 + batch,
        gpuPercent: null,
        gpuMemoryBytes: null,
        gpuTemperature: null,
      };
      yield { name: 'run.load', data: { run, ...load } };
    }
    const data: EventData<'run.batch'> = {
      ...{ run, fold: 0, epoch, step, steps: stepsPerEpoch },
      ...{ loss, accuracy, clipsPerSecond: 32 * batchesPerSecond },
    };
    yield { name: 'run.batch', data };
    if (step < stepsPerEpoch) continue;
    const done = {
      ...{ epoch, fold: 0, loss, accuracy, learningRate: 0.001 },
      ...{ validationLoss: loss + 0.1, validationAccuracy: accuracy - 0.1, validationUar: null },
      seconds: stepsPerEpoch / batchesPerSecond,
    };
    yield { name: 'run.epoch', data: { run, folds: 1, trainings: 1, epochs, epoch: done } };
  }
}
