import type { AttributeMessage, ShapeMessage } from './messages.ts';

/** TensorFlow's numbers for the element types that the graphs use (tensorflow/core/framework/types.proto). */
export const FLOAT = 1;
export const INT32 = 3;
export const BOOL = 10;
export const RESOURCE = 20;

/** The size of an axis that is known only when the graph runs: the batch. */
export const BATCH = -1;

/** The attribute message of a value of each type. */
export function typeAttribute(type: number): AttributeMessage {
  return { type };
}

export function integer(i: number): AttributeMessage {
  return { i };
}

export function integers(i: readonly number[]): AttributeMessage {
  return { list: { i: [...i] } };
}

export function float(f: number): AttributeMessage {
  return { f };
}

export function flag(b: boolean): AttributeMessage {
  return { b };
}

export function text(value: string): AttributeMessage {
  return { s: new TextEncoder().encode(value) };
}

export function shapeAttribute(shape: readonly number[]): AttributeMessage {
  return { shape: shapeMessage(shape) };
}

export function shapeMessage(shape: readonly number[]): ShapeMessage {
  return { dim: shape.map((size) => ({ size })) };
}

/** The value of a constant; a single element fills the whole shape. */
export function floatsAttribute(shape: readonly number[], values: readonly number[]): AttributeMessage {
  return { tensor: { dtype: FLOAT, tensorShape: shapeMessage(shape), floatVal: [...values] } };
}

export function integersAttribute(shape: readonly number[], values: readonly number[]): AttributeMessage {
  const tensorContent = new Uint8Array(Int32Array.from(values).buffer);
  return { tensor: { dtype: INT32, tensorShape: shapeMessage(shape), tensorContent } };
}
