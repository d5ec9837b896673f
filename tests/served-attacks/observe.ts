import type { Page } from '../unit/server/page-client.ts';
import { pageHeaders, type StartedTarget, statusOf } from './target.ts';

export interface Observed {
  /** Milliseconds until a call and a file of the other page were answered, while the attack went on. */
  answeredMs: number[];
  /** The largest memory of the door in bytes; null where the system does not tell it. */
  peakBytes: number | null;
}

const SAMPLE_MS = 10;

/**
 * Attacks again and again until other requests were answered in the meantime.
 * @param other a page that is not part of the attack
 * @param answers how many requests must be answered while the attack goes on
 * @throws Error if the other page is refused
 */
export async function observe(
  target: StartedTarget,
  other: Page,
  attack: () => Promise<unknown>,
  answers: number,
): Promise<Observed> {
  const observed: Observed = { answeredMs: [], peakBytes: target.memory() };
  const sample = () => {
    const bytes = target.memory();
    if (bytes !== null) observed.peakBytes = Math.max(observed.peakBytes ?? 0, bytes);
  };
  const sampling = setInterval(sample, SAMPLE_MS);
  let attacking = true;
  const ask = async () => {
    for (let n = 0; attacking; n++) {
      const startedAt = performance.now();
      const call = `${startedAt} ${n}`;
      other.send({ kind: 'invoke', call, name: 'runs.queue', input: {} });
      const [answer, status] = await Promise.all([
        other.answer(call),
        statusOf(target, '/', { ...pageHeaders(target), cookie: target.neighbour.cookie }),
      ]);
      if (!answer.ok || status !== 200)
        throw new Error(`Another page got ${JSON.stringify(answer)} and ${status}.`);
      if (attacking) observed.answeredMs.push(performance.now() - startedAt);
    }
  };
  const attackAgain = async () => {
    do await attack();
    while (observed.answeredMs.length < answers);
  };
  const asking = ask();
  try {
    await Promise.race([attackAgain(), asking]);
  } finally {
    attacking = false;
    clearInterval(sampling);
  }
  await asking;
  sample();
  return observed;
}
