import { useRequest } from '#renderer/client/use-request.ts';
import { emotionNames } from '#shared/label-sets.ts';
import { modelNamed, type ReadyMadeStatus } from '#shared/ready-made.ts';
import { reliabilityLine } from '#shared/reliability.ts';
import type { ShownRun } from '#shared/runs.ts';
import { timeAxisOf } from '#shared/settings/features.ts';
import { readyMadeReliabilityLine } from './model-choice.ts';

/** A model as its predictions are shown with: of a run, or a ready-made one. */
export interface Model {
  /** The id of the run, or `model:NAME`. */
  id: string;
  /** Its name, or a longer title if another model has the same name. */
  title: string;
  synthetic: boolean;
  /** A window of sound. */
  durationSeconds: number;
  /** In the order of the probabilities; none for a model that gives dimensions. */
  emotions: readonly string[];
  /** What is known about its results. */
  reliability: string;
  /** `wasm, cpu` once it is loaded; null until then. */
  ready: string | null;
}

/** Loads a model with what is known about it, ready for the first sound; null for none, or until it is loaded. */
export function useModel(id: string | null, titles: ReadonlyMap<string, string>) {
  const name = id === null ? null : modelNamed(id);
  const isRun = id !== null && name === null;
  const run = useRequest('runs.show', { run: id ?? '' }, { enabled: isRun });
  const models = useRequest('readyMade.list', {}, { enabled: name !== null });
  const prepared = useRequest('predict.prepare', { run: id ?? '' }, { enabled: id !== null });
  const ready = prepared.data && !prepared.asking ? `${prepared.data.engine}, ${prepared.data.device}` : null;
  const known = isRun
    ? run.data?.id === id
      ? fromRun(run.data)
      : null
    : fromReadyMade(models.data?.find((model) => model.name === name));
  const model: Model | null =
    known === null ? null : { ...known, title: titles.get(known.id) ?? known.title, ready };
  const failure = (isRun ? run.failure : models.failure) ?? prepared.failure;
  return { model, failure: id === null ? null : failure };
}

const fromRun = (run: ShownRun): Omit<Model, 'ready'> => ({
  id: run.id,
  title: run.name,
  synthetic: run.synthetic,
  durationSeconds: timeAxisOf(run.settings.features).durationSeconds,
  emotions: emotionNames(run.settings.labels),
  reliability: reliabilityLine(run, run.model),
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
  };
}
