import { ExplanationPanel } from '#renderer/parts/sound/explanation-panel.tsx';
import type { LoadedExplanation, SoundExplainer } from '#renderer/parts/sound/use-explanation.ts';
import { EMOTIONS } from '#shared/emotions.ts';
import type { Sample } from './sample.ts';
import { sampleExplanation } from './sample-sound.ts';

const EXPLAINERS: SoundExplainer[] = [
  { run: 'a', title: 'compact', fold: null, emotions: EMOTIONS },
  { run: 'b', title: 'compact-2', fold: null, emotions: EMOTIONS },
];
const NOTHING: LoadedExplanation = { data: null, progress: null, running: false, failure: null };
const shared = {
  explainers: EXPLAINERS,
  onExplainer: () => undefined,
  onMethod: () => undefined,
  onEmotion: () => undefined,
};
const choiceOf = (method: 'grad-cam' | 'occlusion') => ({ explainer: EXPLAINERS[0], method, emotion: null });

const Explained = () => (
  <ExplanationPanel
    {...shared}
    choice={choiceOf('grad-cam')}
    loaded={{ ...NOTHING, data: sampleExplanation('grad-cam', null) }}
  />
);
const Computing = () => (
  <ExplanationPanel {...shared} choice={choiceOf('occlusion')} loaded={{ ...NOTHING, running: true }} />
);
const Failed = () => (
  <ExplanationPanel
    {...shared}
    choice={choiceOf('grad-cam')}
    loaded={{ ...NOTHING, failure: { code: 'no-recogniser', message: 'The weights of run a are missing.' } }}
  />
);

export const sample: Sample = { Explained, Computing, Failed };
