import { useCallback, useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { createRingBuffer } from '#renderer/parts/microphone/sample-buffer.ts';
import type { CaptureSink } from '#renderer/parts/microphone/use-capture.ts';
import { encodePcm16 } from '#renderer/parts/microphone/wav-encoding.ts';
import { toFailure } from '#shared/failure.ts';
import { EMPTY_LIVE_STATE, type LiveState, withEstimate } from './live-estimates.ts';
import { createLiveSchedule } from './live-schedule.ts';
import { chosenBy } from './model-key.ts';

const HOP_SECONDS = 0.3;
/** Long enough for a word. */
const MIN_SECONDS = 1;

/** The live mode: a microphone sink whose last window is predicted repeatedly, and the resulting estimates. */
export function useLive(runs: readonly string[], windowSeconds: number) {
  const laboratory = useLaboratory();
  const [live, setLive] = useState<LiveState>(EMPTY_LIVE_STATE);
  const createSink = useCallback(
    (sampleRateHz: number): CaptureSink => {
      setLive(EMPTY_LIVE_STATE);
      const buffer = createRingBuffer(Math.ceil(windowSeconds * sampleRateHz));
      const schedule = createLiveSchedule({
        sampleRateHz,
        hopSeconds: HOP_SECONDS,
        minSeconds: MIN_SECONDS,
        predict() {
          const wav = encodePcm16(buffer.last(Math.round(windowSeconds * sampleRateHz)), sampleRateHz);
          return Promise.all(
            runs.map((run) => laboratory.invoke('predict.sound', { ...chosenBy(run), wav })),
          );
        },
        onResult: (recognitions, atSeconds) =>
          setLive((before) => withEstimate(before, recognitions, atSeconds)),
        onFailure: (error) => setLive((before) => ({ ...before, failure: toFailure(error) })),
      });
      return {
        push(chunk) {
          buffer.push(chunk);
          schedule.advance(buffer.total);
          return false;
        },
        end: schedule.stop,
      };
    },
    [laboratory, runs, windowSeconds],
  );
  return { live, createSink };
}
