import { UserError } from '../../../shared/failure.ts';
import { sizeOf } from '../../models/weights.ts';
import type { NamedTensor } from '../engine.ts';
import { matchTensors } from '../tensor-match.ts';
import { type NativeBinding, runGraph } from './binding.ts';
import type { CompiledNetwork, StoredVariable } from './compile-network.ts';

/** An array of the network, or of its optimizer, and where it lies. */
export interface StoredPlace {
  name: string;
  shape: number[];
  variable: StoredVariable;
  offset: number;
}

/** The places of all weights in Keras's order, or those of the optimizer's slots, weight by weight. */
export function collectPlaces(
  { layout, variables }: CompiledNetwork,
  what: 'weights' | 'slots',
): StoredPlace[] {
  const byWeight = new Map<string, StoredPlace[]>();
  for (const variable of variables) {
    if ((variable.slot !== null) !== (what === 'slots')) continue;
    for (const { spec, offset } of variable.storage.weights) {
      const name = variable.slot === null ? spec.name : `${spec.name}/${variable.slot}`;
      const place = { name, shape: [...spec.shape], variable, offset };
      const others = byWeight.get(spec.name);
      if (others) others.push(place);
      else byWeight.set(spec.name, [place]);
    }
  }
  return layout.specs.flatMap(({ name }) => byWeight.get(name) ?? []);
}

/** Copies of the arrays. */
export function readPlaces(
  binding: NativeBinding,
  session: number,
  places: readonly StoredPlace[],
): NamedTensor[] {
  const variables = [...new Set(places.map(({ variable }) => variable))];
  if (variables.length === 0) return [];
  const fetched = runGraph(
    binding,
    session,
    [],
    variables.map(({ read }) => read),
  );
  const values = new Map(variables.map((variable, i) => [variable, fetched[i].data as Float32Array]));
  return places.map(({ name, shape, variable, offset }) => {
    const all = values.get(variable)!;
    const size = sizeOf(shape);
    return { name, shape: [...shape], data: size === all.length ? all : all.slice(offset, offset + size) };
  });
}

/**
 * Writes tensors to their places. Nothing is written unless every place has its tensor, in its shape, and no tensor
 * is left over; throws {@link UserError} `weights-mismatch` with the first difference otherwise.
 */
export function writePlaces(
  binding: NativeBinding,
  session: number,
  written: string | null,
  places: readonly StoredPlace[],
  tensors: readonly NamedTensor[],
  what: string,
): void {
  const byName = matchTensors(places, tensors, what);
  if (written === null) return;
  const values = new Map<StoredVariable, Float32Array>();
  for (const { name, variable, offset } of places) {
    const { data } = byName.get(name)!;
    if (data.length === variable.size) {
      values.set(variable, data);
      continue;
    }
    const whole = values.get(variable) ?? new Float32Array(variable.size);
    whole.set(data, offset);
    values.set(variable, whole);
  }
  const feeds = [...values].map(([{ write, storage }, data]) => ({
    name: write,
    shape: storage.shape,
    data,
  }));
  runGraph(binding, session, feeds, [written], { keep: true });
}
