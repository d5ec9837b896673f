/** The text of compute shaders in WGSL, the shading language of WebGPU. */
import { accessText, FLOAT16_BITS, HALF, type Real } from './float16.ts';
import { sumsText } from './workgroup-sums.ts';

/** The type of an array's elements. */
type Element = Real | 'u32' | 'vec4<u32>';

/**
 * An array whose values can be stored as float16. The text reads it by `load_NAME(index)` and writes it by `store_NAME(index, value)`,
 * with float32 values, so that one text serves both.
 */
interface Signal {
  signal: Real;
}
export const signal = (element: Real): Signal => ({ signal: element });

/** Arrays by the names that the text uses, in the order of their bindings. */
export type Arrays = Readonly<Record<string, Element | Signal>>;

/** What a text depends on besides the kernel. */
interface TextOptions {
  /** Of each array: whether it is stored as float16. */
  halves: readonly boolean[];
  /** Whether the GPU has subgroups: see {@link sumsText}. */
  subgroups: boolean;
}

/** A compute shader. It is compiled once for each text. */
export interface KernelText {
  /** For error messages. */
  name: string;
  source: string;
  /** The use of bindings 1, 2, …; binding 0 has the {@link SETTINGS}. */
  access: readonly ('read' | 'write')[];
}

/** A compute shader before it is known how its arrays are stored. */
export interface Kernel {
  name: string;
  /** Of each array: whether it can be stored as float16. */
  canBeHalf: readonly boolean[];
  text(options: TextOptions): KernelText;
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
  /** Declares `struct Sums` with these numbers, and `fn workgroup_sums(lane: u32, own: Sums) -> Sums`: see {@link sumsText}. */
  sums?: { type: Real; names: readonly string[] };
  /** Invocations of a workgroup. */
  invocations: number;
  /**
   * The statements of one invocation: `group` is the number of its workgroup, `lane` its own number inside of it. There may be more
   * workgroups than requested.
   */
  main: string;
}

export function kernel(name: string, parts: KernelParts): Kernel {
  const { reads = {}, writes, declarations = '', sums, invocations, main } = parts;
  const declared = [
    ...Object.entries(reads).map((entry) => [...entry, 'read'] as const),
    ...Object.entries(writes).map((entry) => [...entry, 'write'] as const),
  ];
  const access = declared.map(([, , use]) => use);
  const text = ({ halves, subgroups }: TextOptions): KernelText => {
    const arrays = declared.map(([array, element, use], index) => {
      const isSignal = typeof element === 'object';
      const stored = !isSignal ? element : halves[index] ? HALF[element.signal] : element.signal;
      const binding = `@group(0) @binding(${index + 1}) var<storage, ${use === 'read' ? 'read' : 'read_write'}> ${array}: array<${stored}>;`;
      return isSignal ? binding + accessText(array, element.signal, use, halves[index]) : binding;
    });
    const usesSubgroups = sums !== undefined && subgroups;
    const source = `${usesSubgroups ? 'enable subgroups;\n' : ''}${SETTINGS}
${arrays.join('\n')}
${halves.some((half, index) => half && access[index] === 'write') ? FLOAT16_BITS : ''}
${sums ? sumsText(sums, invocations, usesSubgroups) : ''}
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
    return { name, source, access };
  };
  // A scalar that is half of a word cannot be written without its neighbour, which another invocation writes.
  const canBeHalf = declared.map(
    ([, element, use]) => typeof element === 'object' && (use === 'read' || element.signal === 'vec4<f32>'),
  );
  return { name, canBeHalf, text };
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

/** A statement that sets a value of an array of {@link signal}s, or adds to it. */
export function storing(array: string, index: string, value: string, adding = false): string {
  return `store_${array}(${index}, ${adding ? `load_${array}(${index}) + ` : ''}${value});`;
}

/** The assignment, or the addition where another kernel has written a part of the gradient. */
export function assign(adding: boolean): '=' | '+=' {
  return adding ? '+=' : '=';
}
