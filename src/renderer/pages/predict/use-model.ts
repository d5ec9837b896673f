import { useRequest } from '#renderer/client/use-request.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { modelNamed, type ReadyMadeStatus } from '#shared/ready-made.ts';
import { reliabilityLine } from '#shared/reliability.ts';
import type { ShownRun } from '#shared/runs.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { readyMadeReliabilityLine } from './model-choice.ts';
import { chosenBy } from './model-key.ts';

/** A model as its predictions are shown with: of a run, or a ready-made one. */
export interface Model {
  /** Its key (`model-key.ts`). */
  id: string;
  /** Its name, or a longer title if another model has the same name. */
  title: string;
  synthetic: boolean;
  /** A window of sound. */
  durationSeconds: number;
  /** In the order of the probabilities; none for a model that gives dimensions. */
  emotions: readonly string[];
  /** Whether the run has a final model beside the networks of its folds. */
  hasFinal: boolean;
  /** What is known about its results. */
  reliability: string;
  /** `wasm, cpu` once it is loaded; null until then. */
  ready: string | null;
}

/** Loads a model with what is known about it, ready for the first sound; null for none, or until it is loaded. */
export function useModel(id: string | null, titles: ReadonlyMap<string, string>) {
  const chosen = chosenBy(id ?? '');
  const name = id === null ? null : modelNamed(id);
  const isRun = id !== null && name === null;
  const run = useRequest('runs.show', { run: chosen.run }, { enabled: isRun });
  const models = useRequest('readyMade.list', {}, { enabled: name !== null });
  const prepared = useRequest('predict.prepare', chosen, { enabled: id !== null });
  const ready = prepared.data && !prepared.asking ? `${prepared.data.engine}, ${prepared.data.device}` : null;
  const known = isRun
    ? run.data?.id === chosen.run
      ? fromRun(run.data, id)
      : null
    : fromReadyMade(models.data?.find((model) => model.name === name));
  const model: Model | null =
    known === null ? null : { ...known, title: titles.get(known.id) ?? known.title, ready };
  const failure = (isRun ? run.failure : models.failure) ?? prepared.failure;
  return { model, failure: id === null ? null : failure };
}

const fromRun = (run: ShownRun, key: string): Omit<Model, 'ready'> => ({
  id: key,
  title: run.name,
  synthetic: run.synthetic,
  durationSeconds: timeAxisOf(run.settings.features).durationSeconds,
  emotions: emotionNames(run.settings.labels),
  reliability: reliabilityLine(run, chosenBy(key).model ?? run.model),
  hasFinal: run.model === 'final',
});

function fromReadyMade(model: ReadyMadeStatus | undefined): Omit<Model, 'ready'> | null {
  if (model?.installed == null) return null;
  const { title, labels, values, installed } = model;
  return {
    id: installed.features.name,
    title,
    synthetic: false,
    durationSeconds: installed.features.durationSeconds,
    emotions: values === 'dimensions' ? [] : [...new Set(labels)],
    reliability: readyMadeReliabilityLine(model),
    hasFinal: false,
  };
}
