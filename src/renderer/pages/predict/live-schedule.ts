/** When a live prediction starts: every hop, one window at a time. Hops during a running prediction are dropped. */
export interface LiveSchedule {
  /** Reports the total number of samples; called after every chunk of the microphone. */
  advance(totalSamples: number): void;
  /** Predicted windows, and hops dropped because the laboratory was busy. */
  readonly counts: { predicted: number; dropped: number };
  /** Starts no more predictions; a running one is not reported. */
  stop(): void;
}

export interface LiveOptions<R> {
  sampleRateHz: number;
  hopSeconds: number;
  /** The first prediction starts after this duration. */
  minSeconds: number;
  /** Predicts the newest window now. */
  predict(): Promise<R>;
  /** `atSeconds`: the end of the window on the time axis of the sound. */
  onResult(result: R, atSeconds: number): void;
  onFailure(error: unknown): void;
}

/** At most one call runs at a time, so that a slow laboratory makes estimates less frequent, not later. */
export function createLiveSchedule<R>(options: LiveOptions<R>): LiveSchedule {
  const { sampleRateHz, hopSeconds, minSeconds } = options;
  const hop = Math.max(1, Math.round(hopSeconds * sampleRateHz));
  const counts = { predicted: 0, dropped: 0 };
  let nextAt = Math.round(minSeconds * sampleRateHz);
  let busy = false;
  let stopped = false;

  async function predict(totalSamples: number): Promise<void> {
    busy = true;
    try {
      const result = await options.predict();
      if (stopped) return;
      counts.predicted++;
      options.onResult(result, totalSamples / sampleRateHz);
    } catch (error) {
      if (!stopped) options.onFailure(error);
    } finally {
      busy = false;
    }
  }

  return {
    counts,
    advance(totalSamples) {
      if (stopped || totalSamples < nextAt) return;
      // Also after several hops at once: only the newest window matters.
      nextAt = totalSamples - ((totalSamples - nextAt) % hop) + hop;
      if (busy) counts.dropped++;
      else void predict(totalSamples);
    },
    stop() {
      stopped = true;
    },
  };
}
