/** The folder of this clone, with a slash at its end. */
export const root: string;
/** Generated files of this clone, which can be generated again. */
export const cache: string;
export function withLock(lock: string, done: () => boolean, work: () => unknown): Promise<void>;
