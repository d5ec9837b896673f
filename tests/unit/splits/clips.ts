import type { Clip } from '#shared/corpora.ts';
import { EMOTIONS, type Emotion } from '#shared/emotions.ts';
import type { ProtocolName } from '#shared/protocols.ts';
import { DEFAULT_SETTINGS } from '#shared/settings/catalogue.ts';
import type { Protocol } from '#shared/settings/protocol.ts';

/** A clip with the fields that a split uses. Its sound depends on its path unless `fingerprint` is given. */
export function clip(values: Partial<Clip> & Pick<Clip, 'path' | 'corpus' | 'emotion'>): Clip {
  return {
    layout: 'csv',
    speaker: null,
    sex: null,
    sentence: null,
    intensity: null,
    group: null,
    code: values.emotion,
    sampleRateHz: 16_000,
    channels: 1,
    durationSeconds: 2,
    levelDbfs: -30,
    fingerprint: `sound of ${values.path}`,
    signature: '',
    namedSplit: null,
    synthetic: false,
    warning: null,
    ...values,
  };
}

export function protocol(name: ProtocolName, values: Partial<Protocol> = {}): Protocol {
  return { ...DEFAULT_SETTINGS.protocol, name, ...values };
}

/** A corpus with `counts` clips for each emotion and each of `speakers` speakers, alternately men and women. */
export function corpus(
  name: string,
  speakers: number,
  counts: Partial<Record<Emotion, number>>,
  root = '/corpora',
): Clip[] {
  return Array.from({ length: speakers }, (_, s) => {
    const speaker = String(s + 1).padStart(2, '0');
    return EMOTIONS.flatMap((emotion) =>
      Array.from({ length: counts[emotion] ?? 0 }, (_, i) =>
        clip({
          path: `${root}/${name}/${speaker}/${emotion}-${i}.wav`,
          corpus: name,
          emotion,
          speaker: `${name}/${speaker}`,
          sex: s % 2 === 0 ? 'male' : 'female',
          sentence: `${name}/${i % 4}`,
          fingerprint: `${name} ${speaker} ${emotion} ${i}`,
        }),
      ),
    );
  }).flat();
}

const all = (count: number): Partial<Record<Emotion, number>> =>
  Object.fromEntries(EMOTIONS.map((emotion) => [emotion, count]));

/** The thesis's four corpora with their numbers of clips per emotion: 12,162 in total. */
export function thesisCorpora(root?: string): Clip[] {
  const ravdess = corpus('RAVDESS', 24, { ...all(8), neutral: 12 }, root);
  // 7,442 clips of 91 speakers: some speakers have one clip less than the others.
  const missing = new Map<Emotion, number>([
    ['neutral', 5],
    ['angry', 3],
    ['disgust', 3],
    ['fear', 3],
    ['happy', 3],
    ['sad', 3],
  ]);
  const cremaD = corpus('CREMA-D', 91, { ...all(14), neutral: 12, surprise: 0 }, root).filter(
    ({ emotion }) => {
      const left = missing.get(emotion) ?? 0;
      missing.set(emotion, left - 1);
      return left <= 0;
    },
  );
  const tess = corpus('TESS', 2, all(200), root).map((one) => ({ ...one, sex: 'female' as const }));
  const savee = corpus('SAVEE', 4, { ...all(15), neutral: 30 }, root).map((one) => ({
    ...one,
    sex: 'male' as const,
  }));
  return [...ravdess, ...cremaD, ...tess, ...savee];
}
