/**
 * A smooth curve through points that are one unit apart: half a cosine from each to the next, so that it never goes beyond them.
 * @param position 0 … points − 1; values outside are those of the first and the last point.
 */
export function smoothCurve(points: readonly number[], position: number): number {
  const at = Math.max(0, position);
  const left = Math.min(points.length - 2, Math.floor(at));
  const share = 0.5 - 0.5 * Math.cos(Math.PI * Math.min(1, at - left));
  return points[left] + share * (points[left + 1] - points[left]);
}
