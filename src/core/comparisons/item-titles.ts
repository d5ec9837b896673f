import { counted } from '#shared/format.ts';
import type { RunDescription } from '#shared/runs.ts';
import { comparedSettings } from './compared-settings.ts';

/**
 * A title for each item: the run's name, or what a group's runs share. Equal titles get what differs between them, then
 * the start of an id, so that no two are equal.
 */
export function itemTitles(items: readonly (readonly [RunDescription, ...RunDescription[]])[]): string[] {
  const titles = items.map((runs) => {
    const names = new Set(runs.map(({ name }) => name));
    if (names.size === 1) return runs[0].name;
    const { network, protocol } = runs[0].settings;
    return `${network}, ${protocol.name} (${counted(runs.length, 'run')})`;
  });
  if (new Set(titles).size === titles.length) return titles;
  const differing = comparedSettings(items).filter(({ differs }) => differs);
  const longer = titles.map((title, index) => {
    if (titles.filter((other) => other === title).length === 1) return title;
    const same = titles.flatMap((other, at) => (other === title ? [at] : []));
    const parts = differing
      .filter(({ values }) => new Set(same.map((at) => values[at])).size > 1)
      .slice(0, 2)
      .map(({ label, values }) => `${label.toLowerCase()} ${values[index] ?? '–'}`);
    return [title, ...parts].join(' · ');
  });
  return longer.map((title, index) =>
    longer.filter((other) => other === title).length === 1 ? title : `${title} · ${items[index][0].id}`,
  );
}
