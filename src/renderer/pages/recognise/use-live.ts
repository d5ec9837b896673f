import { useCallback, useState } from 'react';
import { toFailure } from '../../../shared/failure.ts';
import { useLaboratory } from '../../laboratory/use-laboratory.tsx';
import { type LiveState, NOTHING_HEARD, withEstimate } from './live-estimates.ts';
import { createLiveSchedule } from './live-schedule.ts';
import { createRingBuffer } from './sample-buffer.ts';
import type { CaptureSink } from './use-capture.ts';
import { encodePcm16 } from './wav-encoding.ts';

const HOP_SECONDS = 0.3;
/** Enough to hear a word in. */
const LEAST_SECONDS = 1;

/** The live mode: a sink for the microphone whose last window is judged again and again, and what came of it. */
export function useLive(runs: readonly string[], windowSeconds: number) {
  const laboratory = useLaboratory();
  const [live, setLive] = useState<LiveState>(NOTHING_HEARD);
  const createSink = useCallback(
    (sampleRateHz: number): CaptureSink => {
      setLive(NOTHING_HEARD);
      const buffer = createRingBuffer(Math.ceil(windowSeconds * sampleRateHz));
      const schedule = createLiveSchedule({
        sampleRateHz,
        hopSeconds: HOP_SECONDS,
        leastSeconds: LEAST_SECONDS,
        judge() {
          const wav = encodePcm16(buffer.last(Math.round(windowSeconds * sampleRateHz)), sampleRateHz);
          return Promise.all(runs.map((run) => laboratory.invoke('recognise.sound', { run, wav })));
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
