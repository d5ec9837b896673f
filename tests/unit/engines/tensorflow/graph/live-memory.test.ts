import { expect, test } from 'vitest';
import { BATCH } from '#core/engines/tensorflow/graph/attributes.ts';
import { add, relu } from '#core/engines/tensorflow/graph/elementwise.ts';
import { createGraph } from '#core/engines/tensorflow/graph/graph.ts';
import { peakBytes } from '#core/engines/tensorflow/graph/live-memory.ts';
import { concatenate, reshape } from '#core/engines/tensorflow/graph/shaping.ts';
import { placeholder } from '#core/engines/tensorflow/graph/variables.ts';

test('counts arrays from their write to their last read', () => {
  const graph = createGraph();
  const x = placeholder(graph, [BATCH, 10]);
  const a = relu(graph, x);
  const b = relu(graph, a);
  const c = relu(graph, b);
  // One array is 40 bytes per clip: `c` is written while `b` is live; `a` is no longer needed.
  expect(peakBytes(c, graph.operations, 3)).toBe(2 * 40 * 3);
  const skipped = add(graph, c, a);
  expect(peakBytes(skipped, graph.operations, 3)).toBe(3 * 40 * 3);
  expect(peakBytes(c, graph.operations, 3)).toBe(2 * 40 * 3);
});

test('counts a reshaped array once', () => {
  const graph = createGraph();
  const x = placeholder(graph, [BATCH, 4, 5]);
  const a = relu(graph, x);
  const flat = reshape(graph, a, [BATCH, 20]);
  const b = relu(graph, flat);
  const both = concatenate(graph, [b, flat], 1);
  expect(peakBytes(both, graph.operations, 1)).toBe(80 + 80 + 160);
});
