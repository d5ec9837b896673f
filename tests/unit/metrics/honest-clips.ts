import { createRandom } from '#shared/random.ts';

/** Clips of a network whose probabilities are true, and the labels drawn from them: nothing is to be scaled. */
export function honestClips(n: number, classes: number) {
  const random = createRandom('calibration');
  const probabilities = Float32Array.from(
    Array.from({ length: n }, () => {
      const weights = Array.from({ length: classes }, () => Math.exp(2 * random.normal()));
      const sum = weights.reduce((a, b) => a + b);
      return weights.map((weight) => weight / sum);
    }).flat(),
  );
  const actual = Array.from({ length: n }, (_, clip) => {
    let rest = random.next();
    for (let i = 0; i < classes - 1; i++) {
      rest -= probabilities[clip * classes + i];
      if (rest < 0) return i;
    }
    return classes - 1;
  });
  return { probabilities, actual };
}

export const rowsOf = (probabilities: ArrayLike<number>, classes: number) =>
  Array.from({ length: probabilities.length / classes }, (_, clip) =>
    Array.from(probabilities).slice(clip * classes, (clip + 1) * classes),
  );
