/** The text of compute shaders in WGSL, the shading language of WebGPU. */

/** The type of an array's elements. */
type Element = 'f32' | 'vec4<f32>' | 'u32' | 'vec4<u32>';

/** Arrays by the names that the text uses, in the order of their bindings. */
export type Arrays = Readonly<Record<string, Element>>;

/** A compute shader. It is compiled once for each text. */
export interface Kernel {
  /** For error messages. */
  name: string;
  source: string;
  /** The use of bindings 1, 2, …; binding 0 has the {@link SETTINGS}. */
  access: readonly ('read' | 'write')[];
}

/** Values that change between steps; everything else is a constant of the text. */
const SETTINGS = `struct Settings {
  n: u32, seed0: u32, seed1: u32, nan: u32,
  rate: f32, clip_norm: f32, alpha: f32, decay: f32,
}
@group(0) @binding(0) var<uniform> settings: Settings;`;
export const SETTINGS_BYTES = 32;

/** Invocations of a workgroup of {@link perItem}. */
export const GROUP_ITEMS = 64;

interface KernelParts {
  reads?: Arrays;
  /** These arrays can also be read. */
  writes: Arrays;
  /** Structures, functions and workgroup arrays. */
  declarations?: string;
  /** Invocations of a workgroup. */
  invocations: number;
  /**
   * The statements of one invocation: `group` is the number of its workgroup, `lane` its own number inside of it. There may be more
   * workgroups than requested.
   */
  main: string;
}

export function kernel(name: string, parts: KernelParts): Kernel {
  const { reads = {}, writes, declarations = '', invocations, main } = parts;
  const arrays = [
    ...Object.entries(reads).map((entry) => [...entry, 'read'] as const),
    ...Object.entries(writes).map((entry) => [...entry, 'write'] as const),
  ];
  const bindings = arrays.map(
    ([array, element, access], index) =>
      `@group(0) @binding(${index + 1}) var<storage, ${access === 'read' ? 'read' : 'read_write'}> ${array}: array<${element}>;`,
  );
  const source = `${SETTINGS}
${bindings.join('\n')}
${declarations}
@compute @workgroup_size(${invocations})
fn main(
  @builtin(workgroup_id) group_at: vec3<u32>,
  @builtin(num_workgroups) groups: vec3<u32>,
  @builtin(local_invocation_index) lane: u32,
) {
  let group = group_at.y * groups.x + group_at.x;
${main}
}
`;
  return { name, source, access: arrays.map(([, , access]) => access) };
}

interface ItemParts extends Omit<KernelParts, 'invocations' | 'main'> {
  /** A WGSL expression: the number of items. */
  count: string;
  /** Statements for item `i`. */
  body: string;
}

/** A kernel with one invocation for each item. */
export function perItem(name: string, { count, body, ...parts }: ItemParts): Kernel {
  const main = `  let i = group * ${GROUP_ITEMS}u + lane;
  if (i >= ${count}) { return; }
${body}`;
  return kernel(name, { ...parts, invocations: GROUP_ITEMS, main });
}

/** A number as a WGSL literal of float32. */
export function float(value: number): string {
  const text = String(Math.fround(value));
  return /[.e]/.test(text) ? `${text}f` : `${text}.0f`;
}

/** How the channels of an array are processed: four at a time where their number allows it. */
export interface Lanes {
  width: 1 | 4;
  type: 'f32' | 'vec4<f32>';
  /** Number of elements of a row of channels. */
  count: number;
}

export function lanesOf(channels: number): Lanes {
  return channels % 4 === 0
    ? { width: 4, type: 'vec4<f32>', count: channels / 4 }
    : { width: 1, type: 'f32', count: channels };
}

/** The assignment, or the addition where another kernel has written a part of the gradient. */
export function assign(adding: boolean): '=' | '+=' {
  return adding ? '+=' : '=';
}
