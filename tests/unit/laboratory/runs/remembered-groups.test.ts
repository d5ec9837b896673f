import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { MEASUREMENT_VERSION } from '#core/corpora/scan/scan-memory.ts';
import * as nearDuplicates from '#core/fingerprints/near-duplicates.ts';
import { readSignature } from '#core/fingerprints/signature-format.ts';
import { planRequests } from '#core/laboratory/plans/requests.ts';
import { rememberedGroups } from '#core/laboratory/runs/remembered-groups.ts';
import { runRequests } from '#core/laboratory/runs/requests.ts';
import { createRunDirector } from '#core/laboratory/runs/run-director.ts';
import type { Clip } from '#shared/corpora.ts';
import { createRandom } from '#shared/random.ts';
import { clip } from '../../splits/clips.ts';
import { NO_CONTEXT, playedServices, ROOMY, temporaryFolder } from '../laboratory-services.ts';

vi.mock(import('#core/fingerprints/near-duplicates.ts'), { spy: true });

/** Signatures whose words share a key more often than those of speech, so there is much to compare. */
function signatures(count: number, seed: number): string[] {
  const random = createRandom(seed, 'remembered');
  return Array.from({ length: count }, () => {
    const words = Uint32Array.from({ length: 60 }, (_, i) => (i % 3 === 0 ? 1 : random.integer(2 ** 32)));
    return Buffer.from(words.buffer).toString('base64');
  });
}
const clipsOf = (list: readonly string[]): Clip[] =>
  list.map((signature, i) => clip({ path: `${i}`, corpus: 'A', emotion: 'sad', signature }));

const searches = () => vi.mocked(nearDuplicates.findNearDuplicates).mock.calls.length;

describe('the groups of copies', () => {
  it('are computed once for all callers with the same clips, at the same time or later', async () => {
    const list = signatures(60, 1);
    list.push(list[3]);
    const before = searches();
    const [one, two] = await Promise.all([rememberedGroups(clipsOf(list)), rememberedGroups(clipsOf(list))]);
    expect(two).toBe(one);
    expect(await rememberedGroups(clipsOf(list))).toBe(one);
    expect(searches() - before).toBe(1);
    expect(one[60]).toBe(3);
    expect(await rememberedGroups(clipsOf(list.slice(1)))).toHaveLength(60);
    expect(await rememberedGroups(clipsOf([]))).toHaveLength(0);
    expect(searches() - before).toBe(3);
  });

  it('are returned to one caller if another cancels, and are not computed without callers', async () => {
    const clips = clipsOf(signatures(300, 2));
    const before = searches();
    const control = new AbortController();
    const given = rememberedGroups(clips, control.signal);
    const second = rememberedGroups(clips);
    control.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(await second).toHaveLength(300);
    expect(searches() - before).toBe(1);

    const others = clipsOf(signatures(300, 3));
    const last = new AbortController();
    const alone = rememberedGroups(others, last.signal);
    last.abort();
    await expect(alone).rejects.toMatchObject({ code: 'cancelled' });
    const abandoned = vi.mocked(nearDuplicates.findNearDuplicates).mock.results.at(-1)!.value;
    await expect(abandoned).rejects.toMatchObject({ code: 'cancelled' });
    // A new call computes them again.
    expect(await rememberedGroups(others)).toHaveLength(300);
    expect(searches() - before).toBe(3);
    await expect(rememberedGroups(others, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('let other work run while they are computed', async () => {
    let made = false;
    const groups = rememberedGroups(clipsOf(signatures(1000, 4))).finally(() => {
      made = true;
    });
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    expect(made).toBe(false);
    expect(await groups).toHaveLength(1000);
  });
});

describe('a split preview', () => {
  /** A laboratory whose scan memory has a corpus with these signatures. Its files contain no sound. */
  function setUp(list: readonly string[]) {
    const services = playedServices();
    const folder = temporaryFolder();
    for (const [i, signature] of list.entries()) {
      const sentence = SENTENCES[Math.floor(i / 12) % 12];
      const emotion = ['ANG', 'DIS', 'FEA', 'HAP', 'NEU', 'SAD'][(i + Math.floor(i / 144)) % 6];
      const level = ['LO', 'MD', 'HI', 'XX'][Math.floor(i / 144) % 4];
      const path = join(folder, 'crema-d', `${1010 + (i % 12)}_${sentence}_${emotion}_${level}.wav`);
      mkdirSync(join(folder, 'crema-d'), { recursive: true });
      writeFileSync(path, '');
      const { size, mtimeMs } = statSync(path);
      const sound = {
        sampleRateHz: 16_000,
        channels: 1,
        durationSeconds: readSignature(signature).words.length / 32,
        levelDbfs: -20,
        fingerprint: `${i}`,
        signature,
        warning: null,
      };
      services.log.scanMemory.remember(path, size, mtimeMs, {
        version: MEASUREMENT_VERSION,
        sound,
        problem: null,
      });
    }
    const planner = { estimate: async () => ({ ...ROOMY, tried: false }) };
    const requests = {
      ...planRequests({ ...services, planner }),
      ...runRequests(services, createRunDirector(services), { resumed: [] }),
    };
    return { folder, requests };
  }
  const SENTENCES = ['IEO', 'TIE', 'IOM', 'IWW', 'TAI', 'MTI', 'IWL', 'ITH', 'DFA', 'ITS', 'TSI', 'WSI'];

  it('does not block other requests', async () => {
    const { folder, requests } = setUp(signatures(1000, 5));
    const answered: string[] = [];
    const settings = { protocol: 'leave-one-speaker-out' } as const;
    const before = searches();
    const plan = requests['runs.plan']({ folders: [folder], settings, tryOut: false }, NO_CONTEXT);
    const preview = plan.then(({ splits }) => {
      answered.push('runs.plan');
      return splits;
    });
    while (searches() === before) await nextTurn();
    await requests['runs.list']({ trashed: false, limit: 10, offset: 0 }, NO_CONTEXT);
    await nextTurn();
    answered.push('runs.list');
    expect(await preview).toHaveLength(12);
    expect(answered).toEqual(['runs.list', 'runs.plan']);
  });

  it('can be cancelled by its caller', async () => {
    const { folder, requests } = setUp(signatures(300, 6));
    const control = new AbortController();
    const before = searches();
    const plan = requests['runs.plan'](
      { folders: [folder], settings: { protocol: 'random' }, tryOut: false },
      { ...NO_CONTEXT, signal: control.signal },
    );
    while (searches() === before) await nextTurn();
    control.abort();
    await expect(plan).rejects.toMatchObject({ code: 'cancelled' });
  });
});
