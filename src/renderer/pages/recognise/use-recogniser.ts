import type { Run } from '../../../shared/runs.ts';
import { useRequest } from '../../laboratory/use-request.ts';

/** A recogniser as its answers are shown with. */
export interface Recogniser {
  run: Run;
  /** `wasm, cpu` once it is loaded; null until then. */
  ready: string | null;
}

/** A run's record and its recogniser, made ready for the first sound; null for no run, or until it is known. */
export function useRecogniser(id: string | null) {
  const enabled = id !== null;
  const run = useRequest('runs.show', { run: id ?? '' }, { enabled });
  const prepared = useRequest('recognise.prepare', { run: id ?? '' }, { enabled });
  const isThis = run.data !== undefined && run.data.id === id;
  const ready = prepared.data && !prepared.asking ? `${prepared.data.engine}, ${prepared.data.device}` : null;
  const recogniser: Recogniser | null = isThis ? { run: run.data as Run, ready } : null;
  return { recogniser, failure: enabled ? (run.failure ?? prepared.failure) : null };
}
