import { createRandom, type Random } from '#shared/random.ts';

export interface SyntheticSound {
  name: string;
  samples: Float32Array;
  sampleRateHz: number;
}

/** Creates a function that gives the sample at a time. Called once per sound, so that the function can have state. */
type Source = (random: Random, sampleRateHz: number, durationSeconds: number) => (seconds: number) => number;

const TAU = 2 * Math.PI;

function hum(mainsHz: number, noise: number): Source {
  return (random) => {
    const partials = Array.from({ length: 12 }, (_, n) => ({
      hz: mainsHz * (n + 1),
      level: random.next() / (n + 1),
      phase: random.between(0, TAU),
    }));
    return (t) =>
      partials.reduce((sum, { hz, level, phase }) => sum + level * Math.sin(TAU * hz * t + phase), 0) * 0.4 +
      noise * random.normal();
  };
}

/** Three notes of equal temperament, each with three partials. */
function chord(semitones: readonly number[]): Source {
  return (random) => {
    const rootHz = random.between(100, 400);
    const note = (hz: number, t: number) =>
      Math.sin(TAU * hz * t) + Math.sin(TAU * 2 * hz * t) / 2 + Math.sin(TAU * 3 * hz * t) / 4;
    return (t) => semitones.reduce((sum, step) => sum + note(rootHz * 2 ** (step / 12), t), 0) * 0.15;
  };
}

/** Pulses that fade within `fadeSeconds`, at regular or random times. */
function clicks(fadeSeconds: number, regular: boolean, noise: number): Source {
  return (random, sampleRateHz) => {
    const period = random.between(0.06, 0.5);
    let level = 0;
    let next = 0;
    return (t) => {
      level *= Math.exp(-1 / (sampleRateHz * fadeSeconds));
      if (t >= next) {
        level = 1;
        next += regular ? period : -Math.log(1 - random.next()) * period;
      }
      return level * random.normal() * 0.3 + noise * random.normal();
    };
  };
}

/** Paul Kellet's filter: −3 dB per octave within 0.05 dB. */
const pink: Source = (random) => {
  const poles = [0.99886, 0.99332, 0.969, 0.8665, 0.55, -0.7616];
  const gains = [0.0555179, 0.0750759, 0.153852, 0.3104856, 0.5329522, -0.016898];
  const state = poles.map(() => 0);
  return () => {
    const white = random.normal();
    poles.forEach((pole, i) => {
      state[i] = pole * state[i] + gains[i] * white;
    });
    return 0.1 * (state.reduce((sum, value) => sum + value, 0) + 0.5362 * white);
  };
};

const brown: Source = (random) => {
  let level = 0;
  return () => {
    level = 0.998 * level + 0.02 * random.normal();
    return level;
  };
};

const SOURCES: Record<string, Source> = {
  'digital silence': () => () => 0,
  dither: (random) => () => Math.round(0.7 * random.normal()) / 32_768,
  offset: (random) => {
    const level = random.between(-1, 1);
    return () => level;
  },
  'white noise': (random) => () => 0.3 * random.normal(),
  'pink noise': pink,
  'brown noise': brown,
  'hum of 50 Hz': hum(50, 0),
  'hum of 60 Hz': hum(60, 0),
  'hum of 50 Hz in noise': hum(50, 0.03),
  'hum of 60 Hz in noise': hum(60, 0.03),
  tone: (random) => {
    const hz = random.between(70, 1500);
    return (t) => 0.5 * Math.sin(TAU * hz * t);
  },
  'major chord': chord([0, 4, 7]),
  'minor chord': chord([0, 3, 7]),
  'beating tones': (random) => {
    const beatHz = random.between(2, 8);
    return (t) => 0.3 * (Math.sin(TAU * 220 * t) + Math.sin(TAU * (220 + beatHz) * t));
  },
  'rising sweep': (_, rate, length) => {
    const octaves = Math.log(Math.min(20_000, 0.45 * rate) / 20);
    return (t) => 0.5 * Math.sin(((TAU * 20 * length) / octaves) * (Math.exp((t / length) * octaves) - 1));
  },
  'falling sweep': (_, rate, length) => {
    const octaves = Math.log(Math.min(20_000, 0.45 * rate) / 20);
    return (t) =>
      0.5 * Math.sin(((TAU * 20 * length) / octaves) * (Math.exp(((length - t) / length) * octaves) - 1));
  },
  'slow sweep through the voice': (_, __, length) => (t) =>
    0.5 * Math.sin(TAU * (100 * t + (300 * t * t) / (2 * length))),
  siren: () => (t) => 0.5 * Math.sin(TAU * 500 * t + 150 * Math.sin(TAU * t)),
  beeps: () => (t) => (t % 0.5 < 0.25 ? 0.5 : 0) * Math.sin(TAU * 425 * t),
  'regular clicks': clicks(0.001, true, 0),
  'regular clicks in noise': clicks(0.001, true, 0.002),
  'stray clicks': clicks(0.003, false, 0),
  'pulses, 100 a second': (_, rate) => (t) => ((100 * t) % 1 < 150 / rate ? 1 : 0),
  'noise that swells four times a second': (random) => {
    const swellHz = random.between(2, 8);
    return (t) => 0.2 * random.normal() * (1 + 0.9 * Math.sin(TAU * swellHz * t));
  },
  'tone that swells': (random) => {
    const [hz, swellHz] = [random.between(80, 600), random.between(2, 8)];
    return (t) => 0.4 * Math.sin(TAU * hz * t) * (1 + 0.9 * Math.sin(TAU * swellHz * t));
  },
};

/** Each kind of sound at five sample rates, with random lengths of 1 to 4 s and random levels of −3 to −50 dB. */
export function soundsWithoutSpeech(seed: number): SyntheticSound[] {
  return [8000, 16_000, 22_050, 44_100, 48_000].flatMap((sampleRateHz) =>
    Object.entries(SOURCES).map(([name, source]) => {
      const random = createRandom('not speech', seed, name, sampleRateHz);
      const durationSeconds = random.between(1, 4);
      const gain = name === 'dither' ? 1 : 10 ** (random.between(-50, -3) / 20);
      const at = source(random, sampleRateHz, durationSeconds);
      const length = Math.round(durationSeconds * sampleRateHz);
      const samples = Float32Array.from({ length }, (_, i) => gain * at(i / sampleRateHz));
      return { name: `${name}, ${sampleRateHz} Hz`, samples, sampleRateHz };
    }),
  );
}
