import { UserError } from '#shared/failure.ts';

/** The largest n of 1 … `most` that fits, if every smaller n fits too; 0 if not even 1 fits. */
export function largestBatch(most: number, fits: (n: number) => boolean): number {
  let [fitting, tooMany] = [0, most + 1];
  while (tooMany - fitting > 1) {
    const middle = (fitting + tooMany) >> 1;
    if (fits(middle)) fitting = middle;
    else tooMany = middle;
  }
  return fitting;
}

/** The same, if `fits` has to wait. */
export async function largestBatchInMemory(
  most: number,
  fits: (n: number) => Promise<boolean>,
): Promise<number> {
  let [fitting, tooMany] = [0, most + 1];
  // Usually all fit that the limits allow.
  for (let n = most; tooMany - fitting > 1; n = (fitting + tooMany) >> 1) {
    if (await fits(n)) fitting = n;
    else tooMany = n;
  }
  return fitting;
}

/** The error for too little memory; `advice` is a sentence that tells the user what to do. */
export function outOfMemory(what: string, bytes: number, advice: string): UserError {
  const gigabytes = (bytes / 1e9).toFixed(1);
  return new UserError(
    'out-of-memory',
    `${what} needs ${gigabytes} GB of memory, which is more than available. ${advice}`,
  );
}
