/** Groups of ages, by which results are compared. */

/** The ages, in years, at which the second and the third group begin. */
const SECOND = 30;
const THIRD = 50;

/** The name of a group of ages. Sorted by their first number, they are in their order. */
export function ageGroupOf(age: number | null | undefined): string | null {
  if (age == null) return null;
  if (age < SECOND) return `${SECOND - 1} or younger`;
  return age < THIRD ? `${SECOND}–${THIRD - 1}` : `${THIRD} or older`;
}
