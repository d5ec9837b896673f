/** Where the frames of an analysis are in a sound. */
export interface ShortTermFrames {
  count: number;
  /** The time of the centre of the first frame, in seconds. */
  firstSeconds: number;
}

/**
 * As many frames of `windowSeconds`, `stepSeconds` apart, as fit into a sound, with equal rests before the first and after
 * the last. None fits into a sound that is shorter than a frame.
 */
export function shortTermFrames(
  durationSeconds: number,
  windowSeconds: number,
  stepSeconds: number,
): ShortTermFrames {
  const count = Math.max(0, Math.floor((durationSeconds - windowSeconds) / stepSeconds) + 1);
  return { count, firstSeconds: durationSeconds / 2 - ((count - 1) * stepSeconds) / 2 };
}
