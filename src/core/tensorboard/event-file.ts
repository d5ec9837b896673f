import protobuf from 'protobufjs';
import { crc32c } from './crc32c.ts';

/** The part of TensorFlow's event messages that scalars need (tensorflow/core/util/event.proto, framework/summary.proto). */
const DESCRIPTOR = `syntax = "proto3";
package tensorflow;
message Summary {
  message Value { string tag = 1; float simple_value = 2; }
  repeated Value value = 1;
}
message Event {
  double wall_time = 1;
  int64 step = 2;
  oneof what { string file_version = 3; Summary summary = 5; }
}
`;
const eventType = protobuf.parse(DESCRIPTOR, { keepCase: true }).root.lookupType('tensorflow.Event');

/** The version of event files that every TensorBoard since 2016 reads. */
const FILE_VERSION = 'brain.Event:2';

/** Numbers of one step. */
export interface ScalarEvent {
  /** Seconds since 1970. */
  wallTime: number;
  step: number;
  /** By tag. */
  values: Readonly<Record<string, number>>;
}

/** The bytes of an event file of TensorBoard. */
export function encodeEventFile(events: readonly ScalarEvent[], startedAt: number): Uint8Array {
  const messages = events.map(({ wallTime, step, values }) => ({
    wall_time: wallTime,
    step,
    summary: { value: Object.entries(values).map(([tag, value]) => ({ tag, simple_value: value })) },
  }));
  const records = [{ wall_time: startedAt, file_version: FILE_VERSION }, ...messages].map((message) =>
    record(eventType.encode(eventType.create(message)).finish()),
  );
  return Buffer.concat(records);
}

/**
 * A TFRecord: the length (8 bytes), its checksum, the data, their checksum, all little endian. A checksum is a masked
 * CRC-32C (tensorflow/core/lib/io/record_writer.h, lib/hash/crc32c.h).
 */
function record(data: Uint8Array): Uint8Array {
  const framed = Buffer.alloc(8 + 4 + data.length + 4);
  framed.writeBigUInt64LE(BigInt(data.length), 0);
  framed.writeUInt32LE(masked(crc32c(framed.subarray(0, 8))), 8);
  framed.set(data, 12);
  framed.writeUInt32LE(masked(crc32c(data)), 12 + data.length);
  return framed;
}

function masked(crc: number): number {
  const rotated = ((crc >>> 15) | (crc << 17)) >>> 0;
  return (rotated + 0xa282ead8) % 2 ** 32;
}
