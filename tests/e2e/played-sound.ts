import type { Page } from '@playwright/test';

/** From now on, {@link playedSeconds} knows every sound that the page plays. */
export const recordPlayback = (page: Page): Promise<void> =>
  page.evaluate(() => {
    const played: HTMLAudioElement[] = [];
    const play = HTMLAudioElement.prototype.play;
    HTMLAudioElement.prototype.play = function (this: HTMLAudioElement) {
      played.push(this);
      return play.call(this);
    };
    Object.assign(window, { played });
  });

/** The position in the sound that the page played last, in seconds; 0 without one. */
export const playedSeconds = (page: Page): Promise<number> =>
  page.evaluate(() => (window as unknown as { played: HTMLAudioElement[] }).played.at(-1)?.currentTime ?? 0);
