import { DATA_TYPE, type NativeBinding } from './binding.ts';

/** Multiplies two matrices and convolves an image; throws an Error unless the results are right. */
export function tryOps(binding: NativeBinding): void {
  const ones = (shape: number[]) =>
    binding.createTensor(
      shape,
      DATA_TYPE.float32,
      new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(1),
    );
  const float = { type: binding.TF_ATTR_TYPE, value: DATA_TYPE.float32 };
  const matrix = ones([3, 3]);
  expectAll(binding, 'MatMul', [{ name: 'T', ...float }], [matrix, matrix], 3);

  const image = ones([1, 8, 8, 4]);
  const filter = ones([3, 3, 4, 4]);
  const list = { type: binding.TF_ATTR_INT, value: [1, 1, 1, 1] };
  const text = (name: string, value: string) => ({ name, type: binding.TF_ATTR_STRING, value });
  const attributes = [
    { name: 'T', ...float },
    { name: 'strides', ...list },
    { name: 'dilations', ...list },
    text('padding', 'VALID'),
    text('data_format', 'NHWC'),
  ];
  expectAll(binding, 'Conv2D', attributes, [image, filter], 36);
  for (const id of [matrix, image, filter]) binding.deleteTensor(id);
}

function expectAll(
  binding: NativeBinding,
  op: string,
  attributes: Parameters<NativeBinding['executeOp']>[1],
  inputs: number[],
  expected: number,
): void {
  const [output] = binding.executeOp(op, attributes, inputs, 1);
  const values = binding.tensorDataSync(output!.id);
  binding.deleteTensor(output!.id);
  const wrong = values.find((value) => Math.abs(value - expected) > 1e-4);
  if (wrong !== undefined) throw new Error(`${op} gives ${wrong} instead of ${expected}.`);
}
