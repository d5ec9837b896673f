import protobuf from 'protobufjs';

/**
 * The part of TensorFlow's messages that a SavedModel without checkpoint files needs, with the field numbers of
 * tensorflow/core/framework (graph, node_def, attr_value, tensor, tensor_shape, versions) and tensorflow/core/protobuf
 * (meta_graph, saved_model).
 */
const DESCRIPTOR = `syntax = "proto3";
package tensorflow;
message TensorShapeProto {
  message Dim { int64 size = 1; string name = 2; }
  repeated Dim dim = 2;
  bool unknown_rank = 3;
}
message TensorProto {
  int32 dtype = 1;
  TensorShapeProto tensor_shape = 2;
  bytes tensor_content = 4;
  repeated float float_val = 5;
  repeated int32 int_val = 7;
}
message AttrValue {
  message ListValue {
    repeated bytes s = 2;
    repeated int64 i = 3;
    repeated float f = 4;
    repeated bool b = 5;
    repeated int32 type = 6;
    repeated TensorShapeProto shape = 7;
  }
  oneof value {
    bytes s = 2;
    int64 i = 3;
    float f = 4;
    bool b = 5;
    int32 type = 6;
    TensorShapeProto shape = 7;
    TensorProto tensor = 8;
    ListValue list = 1;
  }
}
message NodeDef {
  string name = 1;
  string op = 2;
  repeated string input = 3;
  string device = 4;
  map<string, AttrValue> attr = 5;
}
message VersionDef { int32 producer = 1; int32 min_consumer = 2; }
message GraphDef { repeated NodeDef node = 1; VersionDef versions = 4; }
message TensorInfo { string name = 1; int32 dtype = 2; TensorShapeProto tensor_shape = 3; }
message SignatureDef { map<string, TensorInfo> inputs = 1; map<string, TensorInfo> outputs = 2; string method_name = 3; }
message MetaInfoDef { string meta_graph_version = 1; repeated string tags = 4; string tensorflow_version = 5; }
message MetaGraphDef {
  MetaInfoDef meta_info_def = 1;
  GraphDef graph_def = 2;
  map<string, SignatureDef> signature_def = 5;
}
message SavedModel { int64 saved_model_schema_version = 1; repeated MetaGraphDef meta_graphs = 2; }
`;

/** A node of a GraphDef, as {@link encodeSavedModel} takes it. */
export interface NodeMessage {
  name: string;
  op: string;
  /** `node:output`, then control inputs as `^node`. */
  input: string[];
  attr: Record<string, AttributeMessage>;
}

/** Exactly one field is set, by the attribute's type. */
export interface AttributeMessage {
  s?: Uint8Array;
  i?: number;
  f?: number;
  b?: boolean;
  type?: number;
  shape?: ShapeMessage;
  tensor?: { dtype: number; tensorShape: ShapeMessage; tensorContent?: Uint8Array; floatVal?: number[] };
  list?: { i?: number[]; s?: Uint8Array[]; type?: number[] };
}

export interface ShapeMessage {
  dim: { size: number }[];
}

export interface TensorMessage {
  name: string;
  dtype: number;
  tensorShape: ShapeMessage;
}

export interface SignatureMessage {
  inputs: Record<string, TensorMessage>;
  outputs: Record<string, TensorMessage>;
}

/** The graph version that TensorFlow 2.21 writes; newer versions can read it. */
const GRAPH_VERSION = 1087;
/** TensorFlow's tag for a graph to run. */
export const SERVE = 'serve';

const savedModel = protobuf.parse(DESCRIPTOR).root.lookupType('tensorflow.SavedModel');

/** The bytes of a `saved_model.pb` with one graph and its signatures. */
export function encodeSavedModel(
  nodes: readonly NodeMessage[],
  signatures: Readonly<Record<string, SignatureMessage>>,
): Uint8Array {
  const signatureDef = Object.fromEntries(
    Object.entries(signatures).map(([name, { inputs, outputs }]) => [
      name,
      { inputs, outputs, methodName: 'tensorflow/serving/predict' },
    ]),
  );
  const message = savedModel.create({
    savedModelSchemaVersion: 1,
    metaGraphs: [
      {
        metaInfoDef: { tags: [SERVE] },
        graphDef: { node: nodes, versions: { producer: GRAPH_VERSION } },
        signatureDef,
      },
    ],
  });
  return savedModel.encode(message).finish();
}
