export type VoiceKind = 'glide' | 'low' | 'high';

/** The sounds of voice-praat.py, as 16 bits would store them: eight harmonics in two parts, and noise. */
export function voiceSound(kind: VoiceKind, rate: number, seconds: number): Float32Array {
  const count = Math.round(rate * seconds);
  const samples = new Float32Array(count);
  let state = 12_345;
  let phase = 0;
  for (let i = 0; i < count; i++) {
    state = Number((1_664_525n * BigInt(state) + 1_013_904_223n) % 2n ** 32n);
    const noise = state / 2 ** 31 - 1;
    const t = i / rate;
    phase += (2 * Math.PI * pitchOf(kind, t)) / rate;
    let tone = 0;
    for (let k = 1; k < 9; k++) tone += Math.sin(k * phase) / k;
    const loudness = 0.3 * Math.sin(Math.PI * Math.min(1, t / seconds));
    const value = (isVoiced(t) ? loudness * tone : 0) + (kind === 'high' ? 0.05 : 0.01) * noise;
    samples[i] = Math.max(-32_768, Math.min(32_767, Math.floor(32_768 * value + 0.5))) / 32_768;
  }
  return samples;
}

export const isVoiced = (t: number): boolean => (0.15 < t && t < 0.55) || (0.7 < t && t < 0.95);

/** The pitch in Hz that the sound has at a time. */
export function pitchOf(kind: VoiceKind, t: number): number {
  if (kind === 'glide') return 110 + 150 * t;
  return kind === 'low' ? 82 + 3 * Math.sin(2 * Math.PI * 5 * t) : 430 - 80 * t;
}
