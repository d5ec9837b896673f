import { UserError } from '../../../shared/failure.ts';

/** The greatest n of 1 … `most` that fits, where what fits with n fits with fewer; 0 where not even 1 does. */
export function largestBatch(most: number, fits: (n: number) => boolean): number {
  let [fitting, tooMany] = [0, most + 1];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}

/** For memory that cannot be had; `advice` is a sentence that says what to do. */
export function outOfMemory(what: string, bytes: number, advice: string): UserError {
  const gigabytes = (bytes / 1e9).toFixed(1);
  return new UserError(
    'out-of-memory',
    `${what} needs ${gigabytes} GB of memory, more than can be had. ${advice}`,
  );
}
