import { signatureWords } from '../../../src/core/splits/acoustic-signature.ts';
import type { NearDuplicate } from '../../../src/core/splits/near-duplicates.ts';

/**
 * The rules of `near-duplicates.ts` without anything that makes them quick: what it finds must be this to the last
 * pair and the last bit.
 */
export function plainNearDuplicates(signatures: readonly string[]): NearDuplicate[] {
  const group = signatures.map((_, clip) => clip);
  const pairs: NearDuplicate[] = [];
  const link = (a: number, b: number, errorRate: number): void => {
    if (group[a] === group[b]) return;
    const [from, to] = [Math.max(group[a], group[b]), Math.min(group[a], group[b])];
    group.forEach((of, clip) => {
      if (of === from) group[clip] = to;
    });
    pairs.push({ first: Math.min(a, b), second: Math.max(a, b), errorRate });
  };
  const distinct: number[] = [];
  signatures.forEach((signature, clip) => {
    if (signature === '') return;
    const first = signatures.indexOf(signature);
    if (first === clip) distinct.push(clip);
    else link(first, clip, 0);
  });
  const read = signatures.map(signatureWords);
  // Every word with its place: in its clip, and in the row of all words, where its neighbours may be another clip's.
  const all = distinct.flatMap((clip) => [...read[clip]].map((word, at) => ({ clip, at, word })));
  const differ = (a: number, b: number): number | undefined =>
    all[a] && all[b] && bits(all[a].word ^ all[b].word);
  for (const shift of [0, 7, 14]) {
    const byKey = Map.groupBy(
      [...all.keys()].filter((i) => all[i].word !== 0),
      (i) => (all[i].word >>> shift) % 2 ** 18,
    );
    for (const [, sharing] of [...byKey].sort(([a], [b]) => a - b)) {
      sharing.forEach((i, place) => {
        for (const j of sharing.slice(place + 1, place + 65)) {
          const [a, b] = [all[i], all[j]];
          if (a.clip === b.clip || group[a.clip] === group[b.clip]) continue;
          const before = differ(i - 3, j - 3) ?? 16;
          const after = differ(i + 3, j + 3) ?? 16;
          const around = before < after ? before + Math.min(after, 16) : after + Math.min(before, 16);
          if (bits(a.word ^ b.word) + around > 28) continue;
          const rates = [-1, 0, 1].map((d) => plainErrorRate(read[a.clip], read[b.clip], a.at - b.at + d));
          if (Math.min(...rates) <= 0.18) link(a.clip, b.clip, Math.min(...rates));
        }
      });
    }
  }
  return pairs.sort((a, b) => a.first - b.first || a.second - b.second);
}

/** Share of differing bits with `b` moved by `lag` words; 1 where too little overlaps. */
export function plainErrorRate(a: Uint32Array, b: Uint32Array, lag: number): number {
  const least = Math.max(8, Math.ceil(0.5 * Math.min(a.length, b.length)));
  const errors = [...a.keys()]
    .filter((i) => i - lag >= 0 && i - lag < b.length && (a[i] !== 0 || b[i - lag] !== 0))
    .map((i) => bits(a[i] ^ b[i - lag]));
  if (errors.length < least) return 1;
  const rate = errors.reduce((sum, count) => sum + count, 0) / (32 * errors.length);
  return errors.length < 16 && rate > 0.1 ? 1 : rate;
}

function bits(word: number): number {
  let count = 0;
  for (let bit = 0; bit < 32; bit++) count += (word >>> bit) & 1;
  return count;
}
