/** A field of onnx.proto that can hold a tensor, and the fields of its message. */
interface Fields {
  [field: number]: Fields | 'tensor';
}

/** TensorProto.external_data. */
const EXTERNAL_DATA = 13;

// GraphProto: node (attribute: t, g, tensors, graphs), initializer, sparse_initializer (values, indices).
const GRAPH: Fields = {};
const NODE: Fields = { 5: { 5: 'tensor', 6: GRAPH, 10: 'tensor', 11: GRAPH } };
GRAPH[1] = NODE;
GRAPH[5] = 'tensor';
GRAPH[15] = { 1: 'tensor', 2: 'tensor' };
/** ModelProto: graph, functions (node). */
const MODEL: Fields = { 7: GRAPH, 25: { 7: NODE } };

/**
 * The files that an ONNX network takes weights from, besides its own. A hostile one could name any file of the computer.
 * Reads only the lengths and names of the protocol buffer.
 */
export function externalFiles(model: Uint8Array): string[] {
  const found = new Set<string>();
  const visit = (bytes: Uint8Array, fields: Fields): void =>
    eachField(bytes, (field, content) => {
      const inner = fields[field];
      if (inner === 'tensor') visitTensor(content);
      else if (inner !== undefined) visit(content, inner);
    });
  const visitTensor = (tensor: Uint8Array): void =>
    eachField(tensor, (field, entry) => {
      if (field !== EXTERNAL_DATA) return;
      // StringStringEntryProto: key, value.
      const pair: Record<number, string> = {};
      eachField(entry, (part, bytes) => {
        pair[part] = new TextDecoder().decode(bytes);
      });
      if (pair[1] === 'location') found.add(pair[2] ?? '');
    });
  visit(model, MODEL);
  return [...found];
}

/** Calls `visit` for the fields of a message that have a length. Stops where the bytes are no protocol buffer. */
export function eachField(bytes: Uint8Array, visit: (field: number, content: Uint8Array) => void): void {
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let shift = 0; shift < 64; shift += 7) {
      if (at >= bytes.length) return Number.NaN;
      const byte = bytes[at++];
      value += (byte & 127) * 2 ** shift;
      if (byte < 128) return value;
    }
    return Number.NaN;
  };
  while (at < bytes.length) {
    const key = varint();
    const wire = key % 8;
    if (wire === 0) varint();
    else if (wire === 1) at += 8;
    else if (wire === 5) at += 4;
    else if (wire === 2) {
      const length = varint();
      if (!(at + length <= bytes.length)) return;
      visit(Math.floor(key / 8), bytes.subarray(at, at + length));
      at += length;
    } else return;
  }
}
