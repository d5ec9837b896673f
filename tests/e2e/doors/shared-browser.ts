import { type Browser, chromium } from '@playwright/test';
import { browserSwitches } from './opened-door.ts';

/** One browser for the tests of a worker, each with a context of its own. It starts at the first use. */
export interface SharedBrowser {
  /** The browser at this path, started again if it has crashed. */
  open(executablePath: string): Promise<Browser>;
  close(): Promise<void>;
}

export function createSharedBrowser(): SharedBrowser {
  let browser: Browser | null = null;
  return {
    async open(executablePath) {
      if (browser === null || !browser.isConnected())
        browser = await chromium.launch({ executablePath, args: browserSwitches(null) });
      return browser;
    },
    close: async () => browser?.close(),
  };
}
