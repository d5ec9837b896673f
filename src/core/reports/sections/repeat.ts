import type { Section } from '#core/reports/html-parts.ts';
import { type Markup, markup } from '#core/reports/markup.ts';
import type { ReportData } from '#core/reports/report-data.ts';

/** The commands that make the report and train the runs again, and the settings that they need. */
export function repeatSection({ comparison, runs }: ReportData): Section {
  const items = comparison.items.map((item) => item.runs.map(({ id }) => id).join('+'));
  const { baseline } = comparison;
  const baselineOption = baseline === 0 ? '' : ` --baseline ${items[baseline]}`;
  // The runs of a group differ in their seed only, so the settings of the first are enough.
  const firsts = runs.map(([first]) => first);
  return {
    id: 'repeat',
    title: 'How to repeat it',
    content: markup`<p>This report again, in the laboratory that has the runs:</p>${command(
      `neural-ser report ${items.join(' ')}${baselineOption} --out report.html`,
    )}<p>To train ${firsts.length === 1 ? 'the run' : 'a run'} again, save its settings to a file. FOLDERS are the folders of its corpora.</p>${firsts.map(
      ({ id }) => command(`neural-ser train FOLDERS --config ${id}.json`),
    )}${firsts.map(
      ({ id, name, settings }) =>
        markup`<details><summary>Settings of “${name}” (${id}.json)</summary>${command(
          JSON.stringify(settings, null, 2),
        )}</details>`,
    )}`,
  };
}

const command = (text: string): Markup => markup`<pre><code>${text}</code></pre>`;
