/** What the processor of `capture-worklet.ts` is called on both threads. */
export const CAPTURE_NAME = 'neural-ser-capture';
