/** Bytes of a module, as nested lists. */
export type Code = number | readonly Code[];

/** LEB128 of a non-negative integer. */
export function unsigned(value: number): Code {
  return value < 128 ? [value] : [(value & 127) | 128, unsigned(value >>> 7)];
}

/** LEB128 of a signed 32-bit integer. */
export function signed(value: number): Code {
  return value >= -64 && value < 64 ? [value & 127] : [(value & 127) | 128, signed(value >> 7)];
}

/** IEEE 754 single precision, lowest byte first. */
export function float(value: number): Code {
  const bytes = new DataView(new ArrayBuffer(4));
  bytes.setFloat32(0, value, true);
  return [0, 1, 2, 3].map((position) => bytes.getUint8(position));
}

/** Four bytes, lowest first. */
export function integer(value: number): Code {
  return [0, 8, 16, 24].map((shift) => (value >> shift) & 255);
}

/** The number of items, then the items. */
export function list(items: readonly Code[]): Code {
  return [unsigned(items.length), items];
}

/** The number of bytes, then the bytes. */
export function sized(content: Code): Code {
  const bytes = flat(content);
  return [unsigned(bytes.length), bytes];
}

/** A name in UTF-8. */
export function text(value: string): Code {
  return list([...new TextEncoder().encode(value)]);
}

export function flat(code: Code): readonly number[] {
  if (typeof code === 'number') return [code];
  const bytes: number[] = [];
  const collect = (part: Code): void => {
    if (typeof part === 'number') bytes.push(part);
    else for (const inner of part) collect(inner);
  };
  collect(code);
  return bytes;
}
