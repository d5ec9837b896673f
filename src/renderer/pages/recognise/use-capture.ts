import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Failure } from '../../../shared/failure.ts';
import { createLevelMeter, type InputLevel } from './input-level.ts';
import { type Microphone, openMicrophone } from './microphone.ts';
import { microphoneProblem, UNPLUGGED } from './microphone-problem.ts';

export type CapturePhase = 'idle' | 'opening' | 'recording' | 'live';

/** What is done with the samples of one opening of the microphone. */
export interface CaptureSink {
  /** True: enough; the capture is stopped. */
  push(chunk: Float32Array): boolean;
  /** The microphone is closed; what came until then was pushed. */
  end(): void;
}

export interface Capture {
  phase: CapturePhase;
  /** Why it did not begin, or ended by itself. */
  problem: Failure | null;
  warning: InputLevel['warning'];
  /** Whole seconds since it began. */
  seconds: number;
  start(
    phase: 'recording' | 'live',
    deviceId: string | null,
    sink: (sampleRateHz: number) => CaptureSink,
  ): Promise<void>;
  stop(): void;
  /** Tells every level, and null when the microphone closes. */
  followLevel(listener: (level: InputLevel | null) => void): () => void;
}

interface Open {
  microphone: Microphone;
  sink: CaptureSink;
}

/** The page's hold on the microphone: one opening at a time, closed when the page is left. */
export function useCapture(): Capture {
  const [phase, setPhase] = useState<CapturePhase>('idle');
  const [problem, setProblem] = useState<Failure | null>(null);
  const [warning, setWarning] = useState<InputLevel['warning']>(null);
  const [seconds, setSeconds] = useState(0);
  const open = useRef<Open | null>(null);
  /** Grows with every start and stop, so that a microphone that opens too late is closed again. */
  const turn = useRef(0);
  const listeners = useRef(new Set<(level: InputLevel | null) => void>());
  const tell = useCallback((level: InputLevel | null) => {
    for (const listener of listeners.current) listener(level);
  }, []);

  const stop = useCallback(() => {
    turn.current++;
    const was = open.current;
    open.current = null;
    setPhase('idle');
    setWarning(null);
    tell(null);
    if (was === null) return;
    was.sink.end();
    void was.microphone.close();
  }, [tell]);

  const start = useCallback<Capture['start']>(
    async (wanted, deviceId, createSink) => {
      stop();
      const mine = ++turn.current;
      setProblem(null);
      setSeconds(0);
      setPhase('opening');
      let feed: (chunk: Float32Array) => void = () => undefined;
      try {
        const microphone = await openMicrophone({
          deviceId,
          onSamples: (chunk) => feed(chunk),
          onLost: () => {
            if (turn.current !== mine) return;
            stop();
            setProblem(UNPLUGGED);
          },
        });
        if (turn.current !== mine) {
          void microphone.close();
          return;
        }
        const sink = createSink(microphone.sampleRateHz);
        const meter = createLevelMeter(microphone.sampleRateHz);
        let samples = 0;
        feed = (chunk) => {
          if (turn.current !== mine) return;
          const level = meter.push(chunk);
          tell(level);
          setWarning(level.warning);
          samples += chunk.length;
          setSeconds(Math.floor(samples / microphone.sampleRateHz));
          if (sink.push(chunk)) stop();
        };
        open.current = { microphone, sink };
        setPhase(wanted);
      } catch (error) {
        if (turn.current !== mine) return;
        setPhase('idle');
        setProblem(microphoneProblem(error));
      }
    },
    [stop, tell],
  );

  useEffect(() => stop, [stop]);

  const followLevel = useCallback((listener: (level: InputLevel | null) => void) => {
    listeners.current.add(listener);
    return () => listeners.current.delete(listener);
  }, []);
  return useMemo(
    () => ({ phase, problem, warning, seconds, start, stop, followLevel }),
    [phase, problem, warning, seconds, start, stop, followLevel],
  );
}
