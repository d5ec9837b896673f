import { z } from 'zod';

/** A Float32Array over any buffer. An array from a message has its own buffer. */
export const float32ArraySchema = z.custom<Float32Array>(
  (value) => value instanceof Float32Array,
  'A Float32Array is expected.',
);
