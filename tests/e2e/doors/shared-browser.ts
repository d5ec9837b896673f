import { type Browser, chromium } from '@playwright/test';
import { browserSwitches } from './opened-door.ts';

/** Browsers for the tests of a worker, each test with a context of its own. A browser starts at its first use. */
export interface SharedBrowser {
  /** The browser at this path, started again if it has crashed. */
  open(executablePath: string): Promise<Browser>;
  close(): Promise<void>;
}

export function createSharedBrowser(): SharedBrowser {
  const browsers = new Map<string, Browser>();
  return {
    async open(executablePath) {
      const started = browsers.get(executablePath);
      if (started?.isConnected()) return started;
      const browser = await chromium.launch({ executablePath, args: browserSwitches(null) });
      browsers.set(executablePath, browser);
      return browser;
    },
    close: async () => {
      for (const browser of browsers.values()) await browser.close();
    },
  };
}
