/** Writes small ONNX files: protocol buffers by hand, varints and fields with a length. */

const varint = (value: number): number[] =>
  value < 128 ? [value] : [(value % 128) + 128, ...varint(Math.floor(value / 128))];
export const number = (field: number, value: number): number[] => [...varint(field * 8), ...varint(value)];
export const bytes = (field: number, content: ArrayLike<number>): number[] => [
  ...varint(field * 8 + 2),
  ...varint(content.length),
  ...Array.from(content),
];
export const text = (field: number, value: string): number[] => bytes(field, Buffer.from(value));

/** An attribute of several integers. */
export const integers = (name: string, values: number[]): number[] =>
  bytes(5, [...text(1, name), ...values.flatMap((value) => number(8, value)), ...number(20, 7)]);

/** An attribute of one integer. */
export const integer = (name: string, value: number): number[] =>
  bytes(5, [...text(1, name), ...number(3, value), ...number(20, 2)]);

/** An attribute that is a graph, such as the body of a loop. */
export const subgraph = (name: string, content: number[]): number[] =>
  bytes(5, [...text(1, name), ...bytes(6, content), ...number(20, 5)]);

/** A node of a graph. */
export const node = (op: string, inputs: string[], output: string, attributes: number[] = []): number[] =>
  bytes(1, [...inputs.flatMap((input) => text(1, input)), ...text(2, output), ...text(4, op), ...attributes]);

/** A float32 weight of a graph. */
export const weight = (name: string, dims: number[], values: ArrayLike<number>): number[] =>
  bytes(5, [
    ...dims.flatMap((size) => number(1, size)),
    ...number(2, 1),
    ...text(8, name),
    ...bytes(9, new Uint8Array(Float32Array.from(values).buffer)),
  ]);

/** An input (field 11) or output (field 12) of a graph. Element type 1 is float32, 7 int64. */
export const value = (
  field: number,
  name: string,
  elementType: number,
  dims: (number | string)[],
): number[] =>
  bytes(field, [
    ...text(1, name),
    ...bytes(
      2,
      bytes(1, [
        ...number(1, elementType),
        ...bytes(
          2,
          dims.flatMap((dim) => bytes(1, typeof dim === 'number' ? number(1, dim) : text(2, dim))),
        ),
      ]),
    ),
  ]);

/** A file of operator set 17. */
export const onnxFile = (graph: number[]): Uint8Array =>
  Uint8Array.from([...number(1, 8), ...bytes(7, graph), ...bytes(8, [...text(1, ''), ...number(2, 17)])]);
