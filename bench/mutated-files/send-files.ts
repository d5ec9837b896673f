import { createRandom } from '#shared/random.ts';
import type { Format } from './formats.ts';

/** What a laboratory answered to a damaged file. */
export interface Sent {
  format: string;
  /** With the seed, it makes the same file again. */
  number: number;
  /** The code of the error; null if the request was answered. */
  code: string | null;
  message: string;
  milliseconds: number;
  /** Whether the error is the program's: one that its user gets no explanation for. */
  defect: boolean;
}

/** Codes of errors that no file may cause. */
const DEFECTS = new Set(['internal', 'reader-not-started', 'compute-crashed', 'compute-not-started']);

export interface SendOptions {
  seed: number;
  from?: number;
  count: number;
  /** Files at one time; default 2. */
  parallel?: number;
  onSent?(sent: Sent): void;
}

/** Sends files `from` to `from + count` of a seed, in turns of each format. */
export async function sendFiles(
  formats: readonly Format[],
  { seed, from = 0, count, parallel = 2, onSent }: SendOptions,
): Promise<Sent[]> {
  const all: Sent[] = [];
  let next = from;
  const work = async () => {
    while (next < from + count) {
      const number = next++;
      const sent = await send(formats[number % formats.length], number, seed);
      all.push(sent);
      onSent?.(sent);
    }
  };
  await Promise.all(Array.from({ length: parallel }, work));
  return all;
}

async function send({ name, send }: Format, number: number, seed: number): Promise<Sent> {
  const startedAt = performance.now();
  const failure = await send(createRandom('mutated-files', seed, name, number)).then(
    failureIn,
    (error) => error,
  );
  const milliseconds = performance.now() - startedAt;
  if (failure === null) return { format: name, number, code: null, message: '', milliseconds, defect: false };
  const { code = 'internal', message, stack } = failure as { code?: string; message: string; stack?: string };
  const defect = DEFECTS.has(code) || /^[A-Z]/.test(code);
  return { format: name, number, code, message: defect ? (stack ?? message) : message, milliseconds, defect };
}

/** An import reports its failures in its answer. */
function failureIn(answer: unknown): unknown {
  const { failed } = (answer ?? {}) as { failed?: { failure: unknown }[] };
  return failed?.[0]?.failure ?? null;
}
