import { list, type Section } from '#core/reports/html-parts.ts';
import { markup } from '#core/reports/markup.ts';
import type { ReportData } from '#core/reports/report-data.ts';

/** Whether the items can be compared, and how they differ. Not for a single item. */
export function comparabilitySection({ comparison: { items, comparable } }: ReportData): Section[] {
  if (items.length < 2) return [];
  const { basis, summary, reasons, cautions } = comparable;
  return [
    {
      id: 'comparability',
      title: 'Can they be compared?',
      content: markup`<p class="sentence">${summary}</p>${
        basis === 'none' ? markup`<p>The order of the runs in this report is not a ranking.</p>` : null
      }${reasons.length > 0 ? markup`<h3>How they differ</h3>${list(reasons)}` : null}${
        cautions.length > 0 ? markup`<h3>Limits</h3>${list(cautions)}` : null
      }`,
    },
  ];
}
