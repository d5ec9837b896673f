import { mkdirSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as nextTurn } from 'node:timers/promises';
import { describe, expect, it, vi } from 'vitest';
import { MEASUREMENT_VERSION } from '../../../src/core/corpora/scan-memory.ts';
import { rememberedGroups } from '../../../src/core/laboratory/remembered-groups.ts';
import { createRunDirector } from '../../../src/core/laboratory/run-director.ts';
import { runRequests } from '../../../src/core/laboratory/run-requests.ts';
import { splitRequests } from '../../../src/core/laboratory/split-requests.ts';
import { signatureWords } from '../../../src/core/splits/acoustic-signature.ts';
import * as nearDuplicates from '../../../src/core/splits/near-duplicates.ts';
import type { Clip } from '../../../src/shared/corpora.ts';
import { protocolSchema } from '../../../src/shared/protocols.ts';
import { createRandom } from '../../../src/shared/random.ts';
import { clip } from '../splits/clips.ts';
import { NO_CONTEXT, playedParts, temporaryFolder } from './laboratory-parts.ts';

vi.mock(import('../../../src/core/splits/near-duplicates.ts'), { spy: true });

/** Signatures whose words share a key more often than speech's: much to compare for so few. */
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
  it('are made once for all who ask about the same clips, at the same time or later', async () => {
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

  it('are told to one who waits when another gives up, and are not made for nobody', async () => {
    const clips = clipsOf(signatures(300, 2));
    const before = searches();
    const control = new AbortController();
    const given = rememberedGroups(clips, control.signal);
    const kept = rememberedGroups(clips);
    control.abort();
    await expect(given).rejects.toMatchObject({ code: 'cancelled' });
    expect(await kept).toHaveLength(300);
    expect(searches() - before).toBe(1);

    const others = clipsOf(signatures(300, 3));
    const last = new AbortController();
    const alone = rememberedGroups(others, last.signal);
    last.abort();
    await expect(alone).rejects.toMatchObject({ code: 'cancelled' });
    const abandoned = vi.mocked(nearDuplicates.findNearDuplicates).mock.results.at(-1)!.value;
    await expect(abandoned).rejects.toMatchObject({ code: 'cancelled' });
    // Asked anew, they are made anew.
    expect(await rememberedGroups(others)).toHaveLength(300);
    expect(searches() - before).toBe(3);
    await expect(rememberedGroups(others, AbortSignal.abort())).rejects.toMatchObject({ code: 'cancelled' });
  });

  it('leave others their turn while they are made', async () => {
    let made = false;
    const groups = rememberedGroups(clipsOf(signatures(1000, 4))).finally(() => {
      made = true;
    });
    for (let turn = 0; turn < 3; turn++) await nextTurn();
    expect(made).toBe(false);
    expect(await groups).toHaveLength(1000);
  });
});

describe('a split that is looked at', () => {
  /** A laboratory that remembers having read a corpus with these signatures; there is no sound in its files. */
  function setUp(list: readonly string[]) {
    const parts = playedParts();
    const folder = temporaryFolder();
    const emotions = ['angry', 'disgust', 'fear', 'happy', 'neutral', 'sad'];
    for (const [i, signature] of list.entries()) {
      const [speaker, emotion] = [`10${10 + (i % 12)}`, emotions[i % 6].slice(0, 3).toUpperCase()];
      const path = join(
        folder,
        'crema-d',
        `${speaker}_${LETTERS[i % 26]}${LETTERS[i % 25]}A_${emotion}_XX.wav`,
      );
      mkdirSync(join(folder, 'crema-d'), { recursive: true });
      writeFileSync(path, '');
      const { size, mtimeMs } = statSync(path);
      const sound = {
        sampleRateHz: 16_000,
        channels: 1,
        durationSeconds: signatureWords(signature).length / 32,
        levelDbfs: -20,
        fingerprint: `${i}`,
        signature,
        warning: null,
      };
      parts.log.scanMemory.remember(path, size, mtimeMs, {
        version: MEASUREMENT_VERSION,
        sound,
        problem: null,
      });
    }
    const requests = { ...splitRequests(parts), ...runRequests(parts, createRunDirector(parts)) };
    return { folder, requests };
  }
  const LETTERS = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ';

  it('does not hold up other requests', async () => {
    const { folder, requests } = setUp(signatures(1000, 5));
    const answered: string[] = [];
    const protocol = protocolSchema.parse({ name: 'leave-one-speaker-out' });
    const before = searches();
    const preview = requests['splits.preview']({ folders: [folder], protocol, seed: 1 }, NO_CONTEXT);
    const told = preview.then((folds) => {
      answered.push('splits.preview');
      return folds;
    });
    while (searches() === before) await nextTurn();
    await requests['runs.list']({ binned: false, limit: 10, offset: 0 }, NO_CONTEXT);
    await nextTurn();
    answered.push('runs.list');
    expect(await told).toHaveLength(12);
    expect(answered).toEqual(['runs.list', 'splits.preview']);
  });

  it('is given up when its caller wishes', async () => {
    const { folder, requests } = setUp(signatures(300, 6));
    const control = new AbortController();
    const before = searches();
    const protocol = protocolSchema.parse({ name: 'random' });
    const preview = requests['splits.preview'](
      { folders: [folder], protocol, seed: 1 },
      { ...NO_CONTEXT, signal: control.signal },
    );
    while (searches() === before) await nextTurn();
    control.abort();
    await expect(preview).rejects.toMatchObject({ code: 'cancelled' });
  });
});
