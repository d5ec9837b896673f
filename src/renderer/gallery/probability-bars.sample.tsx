import { ProbabilityBars } from '#renderer/parts/emotions/probability-bars.tsx';
import { EMOTIONS, perEmotion } from '#shared/emotions.ts';
import type { Sample } from './sample.ts';

const CONFIDENT = perEmotion(EMOTIONS, (emotion) => (emotion === 'happy' ? 0.82 : 0.03));
const EVEN = perEmotion(EMOTIONS, () => 1 / EMOTIONS.length);

const Confident = () => <ProbabilityBars probabilities={CONFIDENT} label="Probabilities, confident" />;
const Even = () => <ProbabilityBars probabilities={EVEN} label="Probabilities, all equal" />;
const Empty = () => (
  <ProbabilityBars probabilities={null} emotions={EMOTIONS} label="Probabilities, none yet" />
);

export const sample: Sample = { Confident, 'All equal': Even, 'None yet': Empty };
