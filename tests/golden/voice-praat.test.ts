import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { decodeSound } from '#core/audio/sound-file.ts';
import { measureIntensity } from '#core/audio/voice/intensity.ts';
import { trackPitch } from '#core/audio/voice/pitch.ts';
import { SHARED } from '../shared-folder.ts';
import { isVoiced, pitchOf, type VoiceKind, voiceSound } from './voice-sounds.ts';

interface Golden {
  kind: VoiceKind;
  rate: number;
  seconds: number;
  pitch: { first: number; hz: number[] };
  intensity: { first: number; decibels: number[] };
}
const { sounds } = JSON.parse(readFileSync(new URL('voice-praat.json', import.meta.url), 'utf8')) as {
  sounds: Golden[];
};

/** How two pitch curves differ, over the frames of both. */
function difference(ours: ArrayLike<number>, theirs: readonly number[]) {
  let [agreed, voiced, gross, worst] = [0, 0, 0, 0];
  for (const [i, hz] of theirs.entries()) {
    if (ours[i] > 0 === hz > 0) agreed++;
    if (ours[i] === 0 || hz === 0) continue;
    voiced++;
    const deviation = Math.abs(ours[i] / hz - 1);
    if (deviation > 0.2) gross++;
    else worst = Math.max(worst, deviation);
  }
  return { frames: theirs.length, agreed, voiced, gross, worst };
}

describe.each(sounds)('$kind at $rate Hz', ({ kind, rate, seconds, pitch, intensity }) => {
  const samples = voiceSound(kind, rate, seconds);

  it('has the pitch that Praat finds', async () => {
    const { firstSeconds, values } = await trackPitch(samples, rate);
    expect(firstSeconds).toBeCloseTo(pitch.first, 9);
    expect(values).toHaveLength(pitch.hz.length);
    const { frames, agreed, gross, voiced, worst } = difference(values, pitch.hz);
    expect(gross).toBe(0);
    expect(agreed / frames).toBeGreaterThan(0.97);
    expect(voiced).toBeGreaterThan(40);
    expect(worst).toBeLessThan(0.01);
  });

  it('has the pitch that it was made with', async () => {
    const { firstSeconds, stepSeconds, values } = await trackPitch(samples, rate);
    for (const [i, hz] of values.entries()) {
      const t = firstSeconds + i * stepSeconds;
      if (hz > 0) expect(Math.abs(hz / pitchOf(kind, t) - 1), `${t} s`).toBeLessThan(0.03);
      // Half a window from the edges of the voiced parts.
      const edges = [-0.02, 0, 0.02].map((by) => isVoiced(t + by));
      if (edges.every((edge) => edge === edges[0])) expect(hz > 0, `${t} s`).toBe(edges[0]);
    }
  });

  it('has the intensity that Praat measures', () => {
    const { firstSeconds, values } = measureIntensity(samples, rate);
    expect(firstSeconds).toBeCloseTo(intensity.first, 9);
    expect(values).toHaveLength(intensity.decibels.length);
    for (const [i, level] of intensity.decibels.entries())
      expect(Math.abs(values[i] - level), `frame ${i}`).toBeLessThan(0.3);
  });
});

const REAL = join(SHARED, 'data/emodb-flac');
const hasPraat = spawnSync('praat', ['--version']).status === 0;

/** The measuring part of voice-praat.py, for a file. */
const SCRIPT = /SCRIPT = """([\s\S]*?)"""/.exec(
  readFileSync(new URL('voice-praat.py', import.meta.url), 'utf8'),
)![1];

// Skipped without the clips or without Praat on the path.
describe.skipIf(!existsSync(REAL) || !hasPraat)('real clips beside Praat', () => {
  it('agree in voicing, pitch and intensity', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'neural-ser-praat-'));
    const script = join(folder, 'measure.praat');
    writeFileSync(script, SCRIPT);
    const clips = readdirSync(REAL).filter((name) => name.endsWith('.flac'));
    const total = { frames: 0, agreed: 0, voiced: 0, gross: 0 };
    let loudest = 0;
    try {
      for (let n = 0; n < 10; n++) {
        const clip = join(REAL, clips[Math.floor((n * clips.length) / 10)]);
        const out = join(folder, 'out.txt');
        execFileSync('praat', ['--run', script, clip, out]);
        const lines = readFileSync(out, 'utf8').trim().split('\n');
        const pitchFrames = Number(lines[0].split(' ')[0]);
        const theirs = lines.slice(1, 1 + pitchFrames).map(Number);
        const levels = lines.slice(2 + pitchFrames).map(Number);
        const { sound } = await decodeSound(readFileSync(clip));
        const ours = await trackPitch(sound.samples, sound.sampleRateHz);
        expect(ours.values).toHaveLength(pitchFrames);
        const found = difference(ours.values, theirs);
        for (const key of ['frames', 'agreed', 'voiced', 'gross'] as const) total[key] += found[key];
        const intensity = measureIntensity(sound.samples, sound.sampleRateHz);
        expect(intensity.values).toHaveLength(levels.length);
        for (const [i, level] of levels.entries())
          if (level > 0) loudest = Math.max(loudest, Math.abs(intensity.values[i] - level));
      }
    } finally {
      rmSync(folder, { recursive: true, force: true });
    }
    expect(total.agreed / total.frames).toBeGreaterThanOrEqual(0.9);
    expect(total.gross / total.voiced).toBeLessThan(0.02);
    expect(loudest).toBeLessThan(1);
  });
});
