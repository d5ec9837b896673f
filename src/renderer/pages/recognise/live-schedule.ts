/** When a live recogniser judges: every hop, one window at a time; a hop that comes while one is judged is left out. */
export interface LiveSchedule {
  /** Tells how many samples there are now: after every chunk of the microphone. */
  advance(totalSamples: number): void;
  /** Windows judged, and hops left out because the laboratory was behind. */
  readonly counts: { judged: number; dropped: number };
  /** Judges no more; an answer on its way is not told. */
  stop(): void;
}

export interface LiveOptions<R> {
  sampleRateHz: number;
  hopSeconds: number;
  /** No window is judged before there are so many. */
  leastSeconds: number;
  /** Judges the newest window now. */
  judge(): Promise<R>;
  /** `atSeconds`: the end of the window, in the sound's own time. */
  onResult(result: R, atSeconds: number): void;
  onFailure(error: unknown): void;
}

/** Never more than one call is under way, so that a slow laboratory makes estimates rarer and never later. */
export function createLiveSchedule<R>(options: LiveOptions<R>): LiveSchedule {
  const { sampleRateHz, hopSeconds, leastSeconds } = options;
  const hop = Math.max(1, Math.round(hopSeconds * sampleRateHz));
  const counts = { judged: 0, dropped: 0 };
  let nextAt = Math.round(leastSeconds * sampleRateHz);
  let busy = false;
  let stopped = false;

  async function judge(totalSamples: number): Promise<void> {
    busy = true;
    try {
      const result = await options.judge();
      if (stopped) return;
      counts.judged++;
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
      // Also where several hops went by at once: only the newest window is of interest.
      nextAt = totalSamples - ((totalSamples - nextAt) % hop) + hop;
      if (busy) counts.dropped++;
      else void judge(totalSamples);
    },
    stop() {
      stopped = true;
    },
  };
}
