/**
 * Arrays of float16 in WGSL: two values in a word of 32 bits, by functions that every GPU has. The feature `shader-f16` is not needed,
 * because nothing is computed in float16.
 */
/** What a kernel computes with: one value or four. */
export type Real = 'f32' | 'vec4<f32>';

/** What holds a value, or four, as float16. */
export const HALF: Readonly<Record<Real, string>> = { f32: 'u32', 'vec4<f32>': 'vec2<u32>' };

/**
 * Rounds to the nearest float16, ties to even, because a driver may round in any direction. A value of 65,520 or more becomes infinite,
 * and NaN stays not finite, so that the loss shows it; the specification leaves both to the driver.
 */
export const FLOAT16_BITS = `
fn float16_bits(values: vec4<f32>) -> vec2<u32> {
  let bits = bitcast<vec4<u32>>(values);
  let tie = (bits >> vec4<u32>(13u)) & vec4<u32>(1u);
  let rounded = bitcast<vec4<f32>>((bits + vec4<u32>(0xfffu) + tie) & vec4<u32>(0xffffe000u));
  let large = select(vec4<u32>(0u), vec4<u32>(0x7c00u), (bits & vec4<u32>(0x7fffffffu)) >= vec4<u32>(0x477ff000u));
  return vec2<u32>(
    pack2x16float(rounded.xy) | large.x | (large.y << 16u),
    pack2x16float(rounded.zw) | large.z | (large.w << 16u),
  );
}`;

/** The functions that read an array and, if it is written, write it. Written arrays of float16 need {@link FLOAT16_BITS}. */
export function accessText(array: string, type: Real, use: 'read' | 'write', half: boolean): string {
  const found = !half
    ? `return ${array}[index];`
    : type === 'f32'
      ? `return unpack2x16float(${array}[index / 2u])[index % 2u];`
      : `let bits = ${array}[index];
  return vec4<f32>(unpack2x16float(bits.x), unpack2x16float(bits.y));`;
  const load = `
fn load_${array}(index: u32) -> ${type} {
  ${found}
}`;
  if (use === 'read') return load;
  return `${load}
fn store_${array}(index: u32, value: ${type}) { ${array}[index] = ${half ? 'float16_bits(value)' : 'value'}; }`;
}
