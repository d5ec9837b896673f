/**
 * A process that computes on a GPU and sends nothing for so long is taken for stuck. It sends a heartbeat every two seconds from
 * the thread that calls the driver, so its own timers cannot find a call that does not return; a step of another engine may
 * block that thread for minutes.
 */
export const MAX_SILENT_SECONDS = 600;

/** Checks are counted, not seconds: a computer that was suspended has been silent for hours. */
const CHECKS = 10;

export interface SilenceWatchdog {
  /** A message has come. */
  reset(): void;
  stop(): void;
}

/** Calls `onSilence` once if there was no message for `seconds`. It does not keep this process alive. */
export function watchSilence(seconds: number, onSilence: () => void): SilenceWatchdog {
  let silentChecks = 0;
  const timer = setInterval(
    () => {
      silentChecks++;
      if (silentChecks < CHECKS) return;
      clearInterval(timer);
      onSilence();
    },
    (seconds * 1000) / CHECKS,
  ).unref();
  return {
    reset: () => {
      silentChecks = 0;
    },
    stop: () => clearInterval(timer),
  };
}
