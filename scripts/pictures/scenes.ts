import type { Page } from '@playwright/test';
import { EMOTIONS } from '#shared/emotions.ts';
import { goTo } from '../../bench/window/open-window.ts';

/** The ids of the runs in the scenes. */
export interface SceneRuns {
  finished: string;
  other: string;
  training: string;
}

/** The content of a screenshot, and how to reach it in an open page. */
export interface Scene {
  name: string;
  go(page: Page, runs: SceneRuns): Promise<void>;
}

const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name }).click();

export const SCENES: readonly Scene[] = [
  {
    name: 'corpora',
    async go(page) {
      await goTo(page, '/corpora');
      await page
        .getByRole('img', { name: /^Clips per emotion/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'clips',
    async go(page) {
      await goTo(page, '/corpora?tab=clips');
      const cells = page.getByRole('grid', { name: 'Clips' }).getByRole('gridcell', { name: /\.wav$/ });
      await cells.nth(4).click();
      await page.getByRole('slider').waitFor();
    },
  },
  {
    name: 'train',
    async go(page) {
      await goTo(page, '/train');
      await page.getByRole('table', { name: 'Memory and time' }).waitFor({ timeout: 120_000 });
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached', timeout: 60_000 });
    },
  },
  {
    name: 'runs',
    async go(page) {
      await goTo(page, '/runs');
      await page.getByRole('treegrid').getByRole('gridcell').first().waitFor();
    },
  },
  {
    name: 'training',
    async go(page, { training }) {
      await goTo(page, `/runs/${training}`);
      await page.getByRole('img', { name: /^Loss over [3-9]/ }).waitFor({ timeout: 300_000 });
    },
  },
  {
    name: 'results',
    async go(page, { finished }) {
      await goTo(page, `/runs/${finished}`);
      await page
        .getByRole('img', { name: /^Loss over/ })
        .locator('svg')
        .first()
        .waitFor();
    },
  },
  {
    name: 'confusion',
    async go(page, { finished }) {
      await goTo(page, `/runs/${finished}`);
      await tab(page, 'Confusion');
      await mostConfused(page);
      await page.getByRole('listitem').getByRole('button').first().click();
      await page.getByRole('slider').waitFor();
    },
  },
  {
    name: 'compare',
    async go(page, { finished, other }) {
      await goTo(page, `/compare?runs=${finished},${other}`);
      await page.getByRole('table', { name: 'Results' }).waitFor();
      await page
        .getByRole('img', { name: /^Loss over epoch/ })
        .locator('svg')
        .first()
        .waitFor();
      await page.getByRole('heading', { level: 1 }).scrollIntoViewIfNeeded();
    },
  },
  {
    name: 'difference',
    async go(page, { finished, other }) {
      await goTo(page, `/compare?runs=${finished},${other}`);
      await page
        .getByRole('navigation', { name: 'Sections' })
        .getByRole('button', { name: 'Confusion', exact: true })
        .click();
      await page
        .getByRole('table', { name: /^Difference of the confusion matrices/ })
        .getByRole('button', { name: /(better|worse) for B/ })
        .first()
        .click();
      await page
        .getByRole('list', { name: /^Clips only in/ })
        .first()
        .waitFor();
    },
  },
  {
    name: 'predict',
    async go(page, { finished, other }) {
      await goTo(page, `/predict?run=${finished}&with=${other}`);
      await page.getByText(/^Ready on/).waitFor({ timeout: 60_000 });
      // The page keeps the sounds of its session.
      if ((await page.getByText(/^Predicted in/).count()) === 2) return;
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await page.getByLabel('Recorded time').getByText('0:03').waitFor();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page
        .getByText(/^Predicted in/)
        .nth(1)
        .waitFor();
      await page.getByRole('slider').waitFor();
    },
  },
];

/** Clicks the cell with the most clips outside of the diagonal. */
async function mostConfused(page: Page): Promise<void> {
  const cells = page.getByRole('table', { name: /^Confusion matrix/ }).getByRole('button');
  await cells.first().waitFor();
  const names = await cells.evaluateAll((all) => all.map((cell) => cell.getAttribute('aria-label') ?? ''));
  const clips = names.map((name, index) => {
    const isRight = Math.floor(index / EMOTIONS.length) === index % EMOTIONS.length;
    return isRight ? -1 : Number(/: (\d+) clip/.exec(name)?.[1]);
  });
  await cells.nth(clips.indexOf(Math.max(...clips))).click();
}
