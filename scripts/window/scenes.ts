import type { Page } from '@playwright/test';
import { EMOTIONS } from '../../src/shared/emotions.ts';
import { goTo } from './open-window.ts';

/** Ids of the runs that the scenes show. */
export interface SceneRuns {
  finished: string;
  other: string;
  training: string;
}

/** Something worth a picture: how one gets there in an opened page. */
export interface Scene {
  name: string;
  /** For the README, on its own. */
  caption: string;
  go(page: Page, runs: SceneRuns): Promise<void>;
}

const tab = (page: Page, name: string | RegExp) => page.getByRole('tab', { name }).click();

export const SCENES: readonly Scene[] = [
  {
    name: 'corpora',
    caption: 'Corpora: what is in each folder, and the clips of each emotion.',
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
    caption: 'Every clip: sorted, filtered, heard and seen.',
    async go(page) {
      await goTo(page, '/corpora?tab=clips');
      const cells = page.getByRole('grid', { name: 'Clips' }).getByRole('gridcell', { name: /\.wav$/ });
      await cells.nth(4).click();
      await page.getByRole('slider').waitFor();
    },
  },
  {
    name: 'train',
    caption: 'Train: what will happen stands there before it happens.',
    async go(page) {
      await goTo(page, '/train');
      await page.getByRole('table', { name: 'What it takes' }).waitFor({ timeout: 120_000 });
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached', timeout: 60_000 });
    },
  },
  {
    name: 'runs',
    caption: 'Runs: every experiment, with its interval.',
    async go(page) {
      await goTo(page, '/runs');
      await page.getByRole('grid').getByRole('gridcell').first().waitFor();
    },
  },
  {
    name: 'training',
    caption: 'A run that trains.',
    async go(page, { training }) {
      await goTo(page, `/runs/${training}`);
      await page.getByRole('img', { name: /^Loss over [3-9]/ }).waitFor({ timeout: 300_000 });
    },
  },
  {
    name: 'figures',
    caption: 'A finished run: figures with intervals, curves, what they are figures of.',
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
    caption: 'The confusion matrix: each cell opens its clips, and plays them.',
    async go(page, { finished }) {
      await goTo(page, `/runs/${finished}`);
      await tab(page, 'Confusion');
      await mostConfused(page);
      await page.getByRole('listitem').getByRole('button').first().click();
      await page.getByRole('slider').waitFor();
    },
  },
  {
    name: 'recognise',
    caption: 'Recognise: a recording, judged by two recognisers.',
    async go(page, { finished, other }) {
      await goTo(page, `/recognise?run=${finished}&with=${other}`);
      await page.getByText(/^Ready on/).waitFor({ timeout: 60_000 });
      // The page remembers what it has heard.
      if ((await page.getByText(/^Judged in/).count()) === 2) return;
      await page.getByRole('button', { name: 'Record', exact: true }).click();
      await page.getByLabel('Recorded time').getByText('0:03').waitFor();
      await page.getByRole('button', { name: 'Stop', exact: true }).click();
      await page
        .getByText(/^Judged in/)
        .nth(1)
        .waitFor();
      await page.getByRole('slider').waitFor();
    },
  },
];

/** Clicks the cell beside the diagonal that has the most clips. */
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
