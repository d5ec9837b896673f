import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import type { Failure } from '#shared/failure.ts';
import { createLevelMeter, type InputLevel } from './input-level.ts';
import { type Microphone, openMicrophone } from './microphone.ts';
import { microphoneProblem, UNPLUGGED } from './microphone-problem.ts';

type CapturePhase = 'idle' | 'opening' | 'recording' | 'live';

/** Receives the samples of one session of the microphone. */
export interface CaptureSink {
  /** Returns true to stop the capture. */
  push(chunk: Float32Array): boolean;
  /** Called when the microphone is closed, after all samples were pushed. */
  end(): void;
}

export interface Capture {
  phase: CapturePhase;
  /** Why the capture did not start, or ended by itself. */
  problem: Failure | null;
  warning: InputLevel['warning'];
  /** Whole seconds since the start. */
  seconds: number;
  start(
    phase: 'recording' | 'live',
    deviceId: string | null,
    sink: (sampleRateHz: number) => CaptureSink,
  ): Promise<void>;
  stop(): void;
  /** Calls the listener with every level, and with null when the microphone closes. */
  followLevel(listener: (level: InputLevel | null) => void): () => void;
}

interface Open {
  microphone: Microphone;
  sink: CaptureSink;
}

/** The page's use of the microphone: one capture at a time, closed when the page is left. */
export function useCapture(): Capture {
  const [phase, setPhase] = useState<CapturePhase>('idle');
  const [problem, setProblem] = useState<Failure | null>(null);
  const [warning, setWarning] = useState<InputLevel['warning']>(null);
  const [seconds, setSeconds] = useState(0);
  const open = useRef<Open | null>(null);
  /** Counts starts and stops, so that a microphone that opens after a stop is closed again. */
  const attempt = useRef(0);
  const listeners = useRef(new Set<(level: InputLevel | null) => void>());
  const notify = useCallback((level: InputLevel | null) => {
    for (const listener of listeners.current) listener(level);
  }, []);

  const stop = useCallback(() => {
    attempt.current++;
    const was = open.current;
    open.current = null;
    setPhase('idle');
    setWarning(null);
    notify(null);
    if (was === null) return;
    was.sink.end();
    void was.microphone.close();
  }, [notify]);

  const start = useCallback<Capture['start']>(
    async (wanted, deviceId, createSink) => {
      stop();
      const current = ++attempt.current;
      setProblem(null);
      setSeconds(0);
      setPhase('opening');
      let feed: (chunk: Float32Array) => void = () => undefined;
      try {
        const microphone = await openMicrophone({
          deviceId,
          onSamples: (chunk) => feed(chunk),
          onLost: () => {
            if (attempt.current !== current) return;
            stop();
            setProblem(UNPLUGGED);
          },
        });
        if (attempt.current !== current) {
          void microphone.close();
          return;
        }
        const sink = createSink(microphone.sampleRateHz);
        const meter = createLevelMeter(microphone.sampleRateHz);
        let samples = 0;
        feed = (chunk) => {
          if (attempt.current !== current) return;
          const level = meter.push(chunk);
          notify(level);
          setWarning(level.warning);
          samples += chunk.length;
          setSeconds(Math.floor(samples / microphone.sampleRateHz));
          if (sink.push(chunk)) stop();
        };
        open.current = { microphone, sink };
        setPhase(wanted);
      } catch (error) {
        if (attempt.current !== current) return;
        setPhase('idle');
        setProblem(microphoneProblem(error));
      }
    },
    [stop, notify],
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
