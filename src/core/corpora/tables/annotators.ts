/** The label that most annotators gave; null if two labels have the most, or there is none. */
export interface Majority<T> {
  winner: T | null;
  /** The number of annotators of each label, most first. */
  votes: [T, number][];
}

/** Counts the labels of one clip. `key`: equal for labels that mean the same. */
export function majorityOf<T>(labels: readonly T[], key: (label: T) => string): Majority<T> {
  const votes = [...Map.groupBy(labels, key).values()]
    .map((same): [T, number] => [same[0], same.length])
    .sort(([, a], [, b]) => b - a);
  const [first, second] = votes;
  return { winner: first === undefined || first[1] === second?.[1] ? null : first[0], votes };
}
