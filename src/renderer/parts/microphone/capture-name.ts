/** The name of the processor in `capture-worklet.ts`, used on both threads. */
export const CAPTURE_NAME = 'neural-ser-capture';
