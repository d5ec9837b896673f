import { useRequest } from '#renderer/client/use-request.ts';
import type { Run } from '#shared/runs.ts';

/** A model as its predictions are shown with. */
export interface Model {
  run: Run;
  /** Its name, or a longer title if another model has the same name. */
  title: string;
  /** `wasm, cpu` once it is loaded; null until then. */
  ready: string | null;
}

/** Loads a run's record and its model, ready for the first sound; null for no run, or until it is loaded. */
export function useModel(id: string | null, titles: ReadonlyMap<string, string>) {
  const enabled = id !== null;
  const run = useRequest('runs.show', { run: id ?? '' }, { enabled });
  const prepared = useRequest('predict.prepare', { run: id ?? '' }, { enabled });
  const ready = prepared.data && !prepared.asking ? `${prepared.data.engine}, ${prepared.data.device}` : null;
  const shown = run.data?.id === id ? run.data : undefined;
  const model: Model | null =
    shown === undefined ? null : { run: shown as Run, title: titles.get(shown.id) ?? shown.name, ready };
  return { model, failure: enabled ? (run.failure ?? prepared.failure) : null };
}
