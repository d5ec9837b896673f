/** Attacks on the served door in its own process: each is refused, others are served meanwhile, and memory is bounded. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { ATTACKS } from '../served-attacks/attacks.ts';
import { observe } from '../served-attacks/observe.ts';
import { openPage, type StartedTarget, startTarget } from '../served-attacks/target.ts';
import { temporaryFolder } from '../temporary-folder.ts';
import type { Page } from '../unit/server/page-client.ts';

/** What the door may take for the messages that it receives (256 MB), with as much that is not collected yet. */
const MEMORY_BYTES = 600 * 2 ** 20;

let target: StartedTarget;
let other: Page;
let idleBytes: number | null;

beforeAll(async () => {
  target = await startTarget(temporaryFolder());
  other = await openPage(target, target.neighbour);
  await other.hello();
  idleBytes = target.memory();
});
afterAll(() => target.end());

it.each(ATTACKS.map((attack) => [attack.name, attack] as const))('%s', async (_name, attack) => {
  const outcomes = new Set<string>();
  const run = async () => {
    for (const outcome of Object.keys(await attack.run(target))) outcomes.add(outcome);
  };
  const { peakBytes } = await observe(target, other, run, 3);
  expect(outcomes.size).toBeGreaterThan(0);
  expect(attack.expected.map(String)).toEqual(expect.arrayContaining([...outcomes]));
  if (peakBytes !== null && idleBytes !== null) expect(peakBytes - idleBytes).toBeLessThan(MEMORY_BYTES);
});

it('another laboratory of this machine knows neither cookie nor key', async () => {
  const neighbour = await startTarget(temporaryFolder());
  const foreign = { ...neighbour, entry: target.entry };
  // As a browser that has both cookies, under the names of both ports.
  const renamed = target.entry.cookie.replace(`${target.port}`, `${neighbour.port}`);
  for (const cookie of [target.entry.cookie, renamed]) {
    await expect(openPage(foreign, { ...target.entry, cookie })).rejects.toThrow('403');
  }
  await neighbour.end();
});
