/** A signature covers the sound from the first to the last block whose level is this close to the loudest block. */
const GATE_DB = 35;
const GATE_BLOCK_SECONDS = 0.02;

/** Range `[start, end)` without silence at its ends, in samples; empty for silence or values that are not finite. */
export function activeRange(samples: Float32Array, sampleRateHz: number): [start: number, end: number] {
  const block = Math.max(1, Math.round(GATE_BLOCK_SECONDS * sampleRateHz));
  const energies = blockEnergies(samples, block);
  let maxEnergy = 0;
  for (const energy of energies) {
    if (!Number.isFinite(energy)) return [0, 0];
    if (energy > maxEnergy) maxEnergy = energy;
  }
  if (maxEnergy === 0) return [0, 0];
  const threshold = maxEnergy * 10 ** (-GATE_DB / 10);
  let first = 0;
  let last = energies.length - 1;
  while (energies[first] < threshold) first++;
  while (energies[last] < threshold) last--;
  return [first * block, Math.min(samples.length, (last + 1) * block)];
}

/** Sums of the squares of blocks of `block` samples; the last one may be shorter. */
function blockEnergies(samples: Float32Array, block: number): Float64Array {
  const energies = new Float64Array(Math.ceil(samples.length / block));
  const whole = Math.floor(samples.length / block);
  let b = 0;
  // Four at a time, because each sum waits for its last addition.
  for (; b + 4 <= whole; b += 4) {
    let [first, second, third, fourth] = [0, 0, 0, 0];
    for (let i = b * block, end = i + block; i < end; i++) {
      first += samples[i] * samples[i];
      second += samples[i + block] * samples[i + block];
      third += samples[i + 2 * block] * samples[i + 2 * block];
      fourth += samples[i + 3 * block] * samples[i + 3 * block];
    }
    energies[b] = first;
    energies[b + 1] = second;
    energies[b + 2] = third;
    energies[b + 3] = fourth;
  }
  for (; b < energies.length; b++) {
    const end = Math.min(samples.length, (b + 1) * block);
    let energy = 0;
    for (let i = b * block; i < end; i++) energy += samples[i] * samples[i];
    energies[b] = energy;
  }
  return energies;
}
