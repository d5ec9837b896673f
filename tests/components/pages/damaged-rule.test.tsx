import { expect, test } from 'vitest';
import type { PageLaboratory } from '#renderer/client/port.ts';
import { sampleLaboratory } from '#renderer/gallery/sample-laboratory.ts';
import { RuleWizard } from '#renderer/pages/corpora/rule/rule-wizard.tsx';
import type { RulePreview } from '#shared/corpus-rules.ts';
import { renderPart } from '../render-part.tsx';

const DAMAGED = 'The rule of /voices in the experiment log is damaged.';

const PREVIEW: RulePreview = {
  ...{ rule: null, saved: false, guesses: [], parts: [], tables: [], files: 0, complete: true, clips: 0 },
  ...{ sample: [], words: [], labels: [], leftOut: [], failure: null },
  speakers: { total: 0, unknown: 0, most: [] },
};

test('a damaged rule is named, and can be removed', async () => {
  const removed: unknown[] = [];
  const port: PageLaboratory = {
    ...sampleLaboratory,
    invoke: async (name, input) => {
      if (name === 'library.previewRule') return PREVIEW as never;
      if (name === 'library.rule') return { rule: null, damaged: DAMAGED } as never;
      removed.push([name, input]);
      return {} as never;
    },
  };
  let saved = 0;
  const screen = await renderPart(
    <RuleWizard
      folder="/voices"
      start={null}
      busy={false}
      onCancel={() => undefined}
      onSaved={() => saved++}
    />,
    port,
  );
  await expect.element(screen.getByText(DAMAGED)).toBeVisible();
  await screen.getByRole('button', { name: 'Remove this rule' }).click();
  await expect.poll(() => removed).toEqual([['library.setRule', { folder: '/voices', rule: null }]]);
  await expect.poll(() => saved).toBe(1);
});
