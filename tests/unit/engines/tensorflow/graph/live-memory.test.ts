import { expect, test } from 'vitest';
import { BATCH } from '../../../../../src/core/engines/tensorflow/graph/attributes.ts';
import { add, relu } from '../../../../../src/core/engines/tensorflow/graph/elementwise.ts';
import { createGraph } from '../../../../../src/core/engines/tensorflow/graph/graph.ts';
import { peakBytes } from '../../../../../src/core/engines/tensorflow/graph/live-memory.ts';
import { concatenate, reshape } from '../../../../../src/core/engines/tensorflow/graph/shaping.ts';
import { placeholder } from '../../../../../src/core/engines/tensorflow/graph/variables.ts';

test('arrays count from their writing to their last reading', () => {
  const graph = createGraph();
  const x = placeholder(graph, [BATCH, 10]);
  const a = relu(graph, x);
  const b = relu(graph, a);
  const c = relu(graph, b);
  // One array is 40 bytes a clip: `c` is written while `b` lives, and `a` is gone by then.
  expect(peakBytes(c, graph.operations, 3)).toBe(2 * 40 * 3);
  const skipped = add(graph, c, a);
  expect(peakBytes(skipped, graph.operations, 3)).toBe(3 * 40 * 3);
  expect(peakBytes(c, graph.operations, 3)).toBe(2 * 40 * 3);
});

test('another shape of an array is the same array, and keeps it', () => {
  const graph = createGraph();
  const x = placeholder(graph, [BATCH, 4, 5]);
  const a = relu(graph, x);
  const flat = reshape(graph, a, [BATCH, 20]);
  const b = relu(graph, flat);
  const both = concatenate(graph, [b, flat], 1);
  expect(peakBytes(both, graph.operations, 1)).toBe(80 + 80 + 160);
});
