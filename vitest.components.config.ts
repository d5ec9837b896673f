import react from '@vitejs/plugin-react';
import { playwright } from '@vitest/browser-playwright';
import { defineConfig } from 'vitest/config';
import { findBrowser, findHeadlessBrowser } from './setup/find-browser.mjs';

const { path, reason } = findBrowser();
if (path === null) {
  throw new Error(`Component tests need a browser: ${reason}. Set NEURAL_SER_BROWSER to the path of one.`);
}
// Chromium refuses its sandbox to root.
const switches = process.getuid?.() === 0 ? ['--no-sandbox'] : [];

/** Tests of single components in a real browser. Separate from `vitest.config.ts`, which needs no browser. */
export default defineConfig({
  plugins: [react()],
  // As in the page: plotly's parts are written for Node too.
  define: { global: 'globalThis' },
  // A package found during a test would reload the page under it, so all of them are prepared beforehand.
  optimizeDeps: {
    entries: ['src/renderer/main.tsx', 'src/renderer/gallery/*', 'tests/components/**/*.test.tsx'],
  },
  test: {
    include: ['tests/components/**/*.test.tsx'],
    testTimeout: 20_000,
    // By default one core stays free, which is half of a computer with two.
    maxWorkers: '100%',
    expect: { poll: { timeout: 3000 } },
    browser: {
      enabled: true,
      headless: true,
      screenshotFailures: false,
      provider: playwright({
        actionTimeout: 3000,
        launchOptions: {
          executablePath: findHeadlessBrowser() ?? path,
          args: [...switches, '--autoplay-policy=no-user-gesture-required'],
        },
        contextOptions: { reducedMotion: 'reduce' },
      }),
      instances: [{ browser: 'chromium', viewport: { width: 1100, height: 700 } }],
    },
  },
});
