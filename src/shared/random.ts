/**
 * Seeded random numbers: sfc32 (Chris Doty-Humphrey's Small Fast Counter, from PractRand), keyed by any list of
 * numbers and strings. A generator is derived from names (`createRandom(seed, 'epoch', 3)`) instead of passed on, so that
 * a resumed run draws the same numbers as an uninterrupted run.
 */
export interface Random {
  /** The next uniform number in [0, 1), with 32 random bits. */
  next(): number;
  /** A uniform integer in [0, bound). */
  integer(bound: number): number;
  /** A uniform number in [low, high). */
  between(low: number, high: number): number;
  /** A standard normal number (Box and Muller 1958). */
  normal(): number;
  /** Shuffles in place (Fisher and Yates, Durstenfeld's form) and returns the same array. */
  shuffle<T extends { length: number; [index: number]: unknown }>(items: T): T;
  /** One of the items, with equal probability. */
  pick<T>(items: readonly T[]): T;
  /** The four words of state, for a checkpoint. */
  state(): [number, number, number, number];
}

/** 32-bit FNV-1a over the UTF-16 code units of `text`, from `basis`. */
function fnv1a(text: string, basis: number): number {
  let hash = basis;
  for (let i = 0; i < text.length; i++) {
    hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  }
  return hash >>> 0;
}

/** A generator whose sequence is fixed by `keys`: equal keys, equal sequence, on every machine. */
export function createRandom(...keys: (number | string)[]): Random {
  const text = keys.map((key) => `${typeof key}:${key}`).join('\u0000');
  return randomFromState(
    [fnv1a(text, 0x811c9dc5), fnv1a(text, 0x9e3779b9), fnv1a(text, 0x85ebca6b), fnv1a(text, 0xc2b2ae35)],
    16,
  );
}

/** Continues from a {@link Random.state}. `discard` drops the first numbers, to mix a raw seed. */
function randomFromState(state: readonly [number, number, number, number], discard = 0): Random {
  let [a, b, c, d] = state.map((word) => word | 0);
  const word = (): number => {
    const sum = (((a + b) | 0) + d) | 0;
    d = (d + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = ((c << 21) | (c >>> 11)) + sum;
    c |= 0;
    return sum >>> 0;
  };
  for (let i = 0; i < discard; i++) word();
  const random: Random = {
    next: () => word() / 4294967296,
    integer: (bound) => Math.floor((word() / 4294967296) * bound),
    between: (low, high) => low + (word() / 4294967296) * (high - low),
    normal: () => {
      const radius = Math.sqrt(-2 * Math.log(1 - word() / 4294967296));
      return radius * Math.cos((2 * Math.PI * word()) / 4294967296);
    },
    shuffle: (items) => {
      for (let i = items.length - 1; i > 0; i--) {
        const j = random.integer(i + 1);
        const held = items[i];
        (items as { [index: number]: unknown })[i] = items[j];
        (items as { [index: number]: unknown })[j] = held;
      }
      return items;
    },
    pick: (items) => items[random.integer(items.length)],
    state: () => [a >>> 0, b >>> 0, c >>> 0, d >>> 0],
  };
  return random;
}
