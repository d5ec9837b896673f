import { type Code, flat, list, sized, text, unsigned } from './encoding.ts';
import { codeOfAll, type Local, type Statement, type ValueType } from './instructions.ts';

/**
 * A small assembler for WebAssembly with SIMD: kernels are written in TypeScript and assembled at their first use.
 * Their inner loops process four lanes at once and run several times faster than JavaScript. No compiler and no
 * prebuilt binary is needed. Encoding: WebAssembly Core Specification 2.0, section 5.
 */

/** A function of a module. In JavaScript its parameters and its result are numbers; addresses are in bytes. */
export interface Kernel<R extends ValueType | 'none' = ValueType | 'none'> {
  readonly parameters: readonly ValueType[];
  readonly locals: readonly ValueType[];
  readonly result: R;
  readonly body: Code;
}

/** Kernels by the names that their module exports. */
export type Kernels = Readonly<Record<string, Kernel>>;

/** Types of parameters by name, in the order of the call; a list declares several parameters. */
type Declared = Record<string, ValueType | readonly ValueType[]>;
type LocalsOf<P extends Declared> = {
  readonly [N in keyof P]: P[N] extends ValueType
    ? Local<P[N]>
    : P[N] extends readonly (infer T extends ValueType)[]
      ? readonly Local<T>[]
      : never;
};

/**
 * Makes new local variables: `const [row, column] = locals('i32')`, or `locals('i32').take(5)`. Their initial value
 * is 0.
 */
export type NewLocals = <T extends ValueType>(type: T) => Generator<Local<T>, never>;

/** Defines a kernel without a result; `body` receives the parameters by name. */
export function kernel<const P extends Declared>(
  parameters: P,
  body: (parameters: LocalsOf<P>, locals: NewLocals) => Statement,
): Kernel<'none'>;
/** Defines a kernel with a result; its body ends with `returnValue`. */
export function kernel<const P extends Declared, R extends ValueType>(
  parameters: P,
  body: (parameters: LocalsOf<P>, locals: NewLocals) => Statement,
  result: R,
): Kernel<R>;
export function kernel<const P extends Declared>(
  parameters: P,
  body: (parameters: LocalsOf<P>, locals: NewLocals) => Statement,
  result: ValueType | 'none' = 'none',
): Kernel {
  const types: ValueType[] = [];
  const declare = <T extends ValueType>(type: T): Local<T> => {
    const index = types.push(type) - 1;
    return { type, index, code: [0x20, unsigned(index)] };
  };
  const named = Object.fromEntries(
    Object.entries(parameters).map(([name, type]) => [
      name,
      typeof type === 'string' ? declare(type) : type.map(declare),
    ]),
  ) as LocalsOf<P>;
  const count = types.length;
  const code = codeOfAll(
    body(named, function* (type) {
      for (;;) yield declare(type);
    }),
  );
  return { parameters: types.slice(0, count), locals: types.slice(count), result, body: code };
}

/** `count` parameters of one type. */
export function several<T extends ValueType>(type: T, count: number): readonly T[] {
  return Array.from({ length: count }, () => type);
}

const TYPE_CODES: Record<ValueType, number> = { i32: 0x7f, f32: 0x7d, v128: 0x7b };

/** The bytes of a module that exports `kernels` and works on the memory imported as `host.memory`. */
export function assemble(kernels: Kernels): Uint8Array<ArrayBuffer> {
  const functions = Object.entries(kernels);
  const types = functions.map(([, { parameters, result }]) => [
    0x60,
    list(parameters.map((type) => TYPE_CODES[type])),
    list(result === 'none' ? [] : [TYPE_CODES[result]]),
  ]);
  const bodies = functions.map(([, { locals, body }]) =>
    sized([list(locals.map((type) => [1, TYPE_CODES[type]])), body, 0x0b]),
  );
  return Uint8Array.from(
    flat([
      [0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
      section(1, list(types)),
      section(2, list([[text('host'), text('memory'), 0x02, 0x00, 0x00]])),
      section(3, list(functions.map((_, index) => unsigned(index)))),
      section(7, list(functions.map(([name], index) => [text(name), 0x00, unsigned(index)]))),
      section(10, list(bodies)),
    ]),
  );
}

function section(id: number, content: Code): Code {
  return [id, sized(content)];
}
