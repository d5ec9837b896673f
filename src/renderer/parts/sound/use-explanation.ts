import { skipToken, useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Progress } from '#renderer/client/action-store.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import type { Emotion } from '#shared/emotions.ts';
import type { Explanation, ExplanationMethod } from '#shared/explanations.ts';
import { type Failure, toFailure } from '#shared/failure.ts';
import type { ModelChoice } from '#shared/runs.ts';
import { inputOf, type SoundSource, soundKey } from './use-sound.ts';

/** A model that predicted a sound, and can say what it listened to. */
export interface SoundExplainer {
  run: string;
  /** The networks of its folds in place of a final model; absent: the usual choice. */
  model?: ModelChoice;
  /** Its name for the choice of a model. */
  title: string;
  /** Only the network of this fold; null: the model as in a prediction. */
  fold: number | null;
  emotions: readonly Emotion[];
}

export interface ExplanationChoice {
  explainer: SoundExplainer;
  method: ExplanationMethod;
  /** Null: the predicted one. */
  emotion: Emotion | null;
}

export interface LoadedExplanation {
  data: Explanation | null;
  /** Of a running request; null before its first report. */
  progress: Progress | null;
  running: boolean;
  failure: Failure | null;
}

const FORGET_MILLISECONDS = 300_000;

/** What a model listened to in a sound; null: not asked. A request that is no longer shown is cancelled. */
export function useExplanation(sound: SoundSource, choice: ExplanationChoice | null): LoadedExplanation {
  const laboratory = useLaboratory();
  const [progress, setProgress] = useState<Progress | null>(null);
  const { data, error, isFetching } = useQuery({
    staleTime: Number.POSITIVE_INFINITY,
    gcTime: FORGET_MILLISECONDS,
    retry: false,
    queryKey: [
      'predict.explain',
      soundKey(sound),
      choice && [
        choice.explainer.run,
        choice.explainer.model ?? null,
        choice.explainer.fold,
        choice.method,
        choice.emotion,
      ],
    ],
    queryFn:
      choice === null
        ? skipToken
        : async ({ signal }) => {
            const { explainer, method, emotion } = choice;
            const { run, model, fold } = explainer;
            const call = crypto.randomUUID();
            setProgress(null);
            const end = laboratory.subscribe((event) => {
              if (event.name !== 'progress' || event.data.call !== call) return;
              const { phase, done, total } = event.data;
              setProgress({ phase, done, total });
            });
            try {
              const input = { run, model, fold, method, emotion, sound: inputOf(sound) };
              return await laboratory.invoke('predict.explain', input, { call, signal });
            } finally {
              end();
            }
          },
  });
  return {
    data: choice === null ? null : (data ?? null),
    progress,
    running: isFetching,
    failure: choice === null || error === null ? null : toFailure(error),
  };
}
