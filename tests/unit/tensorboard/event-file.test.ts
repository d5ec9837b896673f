import { describe, expect, test } from 'vitest';
import { crc32c } from '#core/tensorboard/crc32c.ts';
import { encodeEventFile } from '#core/tensorboard/event-file.ts';

describe('crc32c', () => {
  test('has the values of RFC 3720, appendix B.4', () => {
    expect(crc32c(new TextEncoder().encode('123456789'))).toBe(0xe3069283);
    expect(crc32c(new Uint8Array(32))).toBe(0x8a9136aa);
    expect(crc32c(new Uint8Array(32).fill(0xff))).toBe(0x62a8ab43);
    expect(crc32c(Uint8Array.from({ length: 32 }, (_, i) => i))).toBe(0x46dd794e);
    expect(crc32c(new Uint8Array())).toBe(0);
  });
});

describe('encodeEventFile', () => {
  test('gives the bytes that TensorBoard itself writes', () => {
    // Made by tensorboard 2.21: RecordWriter, Event(wall_time=1, file_version="brain.Event:2"), and an event of step 3
    // with wall_time=2.5 and the value loss = 0.5.
    const first = '1800000000000000a37f4b2209000000000000f03f1a0d627261696e2e4576656e743a3286bf577a';
    const second = '1a00000000000000129bd82d09000000000000044010032a0d0a0b0a046c6f7373150000003f61f197ef';
    const file = encodeEventFile([{ wallTime: 2.5, step: 3, values: { loss: 0.5 } }], 1);
    expect(Buffer.from(file).toString('hex')).toBe(first + second);
  });
});
