import protobuf from 'protobufjs';

/** The part of ONNX's messages that a float32 network needs, with the field numbers of onnx/onnx.proto3. */
const DESCRIPTOR = `syntax = "proto3";
package onnx;
message AttributeProto {
  string name = 1;
  float f = 2;
  int64 i = 3;
  bytes s = 4;
  repeated float floats = 7;
  repeated int64 ints = 8;
  int32 type = 20;
}
message NodeProto {
  repeated string input = 1;
  repeated string output = 2;
  string name = 3;
  string op_type = 4;
  repeated AttributeProto attribute = 5;
}
message TensorProto {
  repeated int64 dims = 1;
  int32 data_type = 2;
  string name = 8;
  bytes raw_data = 9;
}
message TensorShapeProto {
  message Dimension { oneof value { int64 dim_value = 1; string dim_param = 2; } }
  repeated Dimension dim = 1;
}
message TypeProto {
  message Tensor { int32 elem_type = 1; TensorShapeProto shape = 2; }
  Tensor tensor_type = 1;
}
message ValueInfoProto { string name = 1; TypeProto type = 2; }
message GraphProto {
  repeated NodeProto node = 1;
  string name = 2;
  repeated TensorProto initializer = 5;
  repeated ValueInfoProto input = 11;
  repeated ValueInfoProto output = 12;
}
message OperatorSetIdProto { string domain = 1; int64 version = 2; }
message StringStringEntryProto { string key = 1; string value = 2; }
message ModelProto {
  int64 ir_version = 1;
  string producer_name = 2;
  string producer_version = 3;
  GraphProto graph = 7;
  repeated OperatorSetIdProto opset_import = 8;
  repeated StringStringEntryProto metadata_props = 14;
}
`;

/** ONNX's numbers for the element types and for the kinds of attributes. */
const FLOAT = 1;
const INT64 = 7;
const KIND = { f: 1, i: 2, ints: 7 } as const;

/** Opset 17 (2022) is the newest that all runtimes of that year and later read; it belongs to version 8 of the format. */
const OPSET = 17;
const IR_VERSION = 8;

/** A number is an integer unless it is in a `float`. */
export type OnnxAttribute = number | readonly number[] | { float: number };

/** A node of the graph, by the names of its inputs and its output. */
export interface OnnxNode {
  op: string;
  inputs: readonly string[];
  output: string;
  attributes: Readonly<Record<string, OnnxAttribute>>;
}

/** A constant: float32 values, or int64 values that a node reads as an input. */
export interface OnnxConstant {
  name: string;
  shape: readonly number[];
  values: Float32Array | BigInt64Array;
}

/** An input or an output, `[n, ...shape]`. */
interface OnnxValue {
  name: string;
  shape: readonly number[];
}

export interface OnnxModel {
  name: string;
  /** In an order in which they can run. */
  nodes: readonly OnnxNode[];
  constants: readonly OnnxConstant[];
  input: OnnxValue;
  output: OnnxValue;
  producer: { name: string; version: string };
  metadata: Readonly<Record<string, string>>;
}

const modelProto = protobuf.parse(DESCRIPTOR, { keepCase: true }).root.lookupType('onnx.ModelProto');

/** The bytes of an `.onnx` file. */
export function encodeOnnxModel(model: OnnxModel): Uint8Array {
  const message = modelProto.create({
    ir_version: IR_VERSION,
    producer_name: model.producer.name,
    producer_version: model.producer.version,
    graph: {
      name: model.name,
      node: model.nodes.map(({ op, inputs, output, attributes }) => ({
        op_type: op,
        name: output,
        input: inputs,
        output: [output],
        attribute: Object.entries(attributes).map(([name, value]) => attributeMessage(name, value)),
      })),
      initializer: model.constants.map(({ name, shape, values }) => ({
        name,
        dims: shape,
        data_type: values instanceof Float32Array ? FLOAT : INT64,
        raw_data: new Uint8Array(values.buffer, values.byteOffset, values.byteLength),
      })),
      input: [valueMessage(model.input)],
      output: [valueMessage(model.output)],
    },
    opset_import: [{ domain: '', version: OPSET }],
    metadata_props: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  });
  return modelProto.encode(message).finish();
}

function attributeMessage(name: string, value: OnnxAttribute): object {
  if (typeof value === 'number') return { name, i: value, type: KIND.i };
  if ('float' in value) return { name, f: value.float, type: KIND.f };
  return { name, ints: value, type: KIND.ints };
}

function valueMessage({ name, shape }: OnnxValue): object {
  const dim = [{ dim_param: 'n' }, ...shape.map((size) => ({ dim_value: size }))];
  return { name, type: { tensor_type: { elem_type: FLOAT, shape: { dim } } } };
}
