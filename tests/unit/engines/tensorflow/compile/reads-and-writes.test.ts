import { describe, expect, it } from 'vitest';
import { compileNetwork } from '#core/engines/tensorflow/compile/compile-network.ts';
import type { Operation } from '#core/engines/tensorflow/graph/graph.ts';
import { networkNamed } from '#core/models/registry.ts';
import { OPTIMIZERS } from '../../networks.ts';

const READS = /^ReadVariableOp$/;
const WRITES = /^(Assign.*VariableOp|ResourceApply.*)$/;

/** All operations that must run before each operation that `end` needs, including itself. */
function ancestors(end: Operation): Map<Operation, Set<Operation>> {
  const known = new Map<Operation, Set<Operation>>();
  const visit = (operation: Operation): Set<Operation> => {
    const found = known.get(operation);
    if (found) return found;
    const all = new Set<Operation>([operation]);
    known.set(operation, all);
    for (const before of [...operation.inputs.map((input) => input.operation), ...operation.after])
      for (const one of visit(before)) all.add(one);
    return all;
  };
  visit(end);
  return known;
}

/** Pairs of operations on one variable, at least one of them a write, without a fixed order: a race. */
function races(end: Operation): string[] {
  const before = ancestors(end);
  const users = new Map<Operation, Operation[]>();
  for (const operation of before.keys()) {
    if (!READS.test(operation.op) && !WRITES.test(operation.op)) continue;
    for (const { operation: handle } of operation.inputs)
      if (handle.op === 'VarHandleOp') users.set(handle, [...(users.get(handle) ?? []), operation]);
  }
  return [...users].flatMap(([handle, using]) =>
    using.flatMap((a, index) =>
      using
        .slice(index + 1)
        .filter((b) => WRITES.test(a.op) || WRITES.test(b.op))
        .filter((b) => !before.get(a)!.has(b) && !before.get(b)!.has(a))
        .map((b) => `${handle.name}: ${a.op} ${a.name}, ${b.op} ${b.name}`),
    ),
  );
}

describe('a training step', () => {
  const optimizers = OPTIMIZERS.map((optimizer) => ({
    name: `${optimizer.name}${optimizer.momentum > 0 ? ' with momentum' : ''}`,
    // The decay also reads and writes the weights.
    optimizer: { ...optimizer, weightDecay: 0.1 },
  }));

  it.each(optimizers)('reads each variable before it is written, in any order: $name', ({ optimizer }) => {
    const train = compileNetwork(networkNamed('compact', [64, 151]), {
      optimizer,
      frozen: new Set(),
      onGpu: false,
    }).train!;
    for (const { output } of [train.plain, train.clipped]) {
      const all = ancestors(output.operation);
      expect([...all.keys()].filter(({ op }) => WRITES.test(op)).length).toBeGreaterThan(10);
      expect(races(output.operation)).toEqual([]);
    }
  });
});
