import classes from './compare.module.css';
import type { LookedItem } from './item-look.ts';
import { ItemTitle } from './item-mark.tsx';

/** The marks of the items with their titles. */
export function ItemLegend({ items }: { items: readonly LookedItem[] }) {
  return (
    <div className={classes.legend}>
      {items.map(({ item, look }) => (
        <ItemTitle key={item.runs[0].id} look={look} title={item.title} />
      ))}
    </div>
  );
}
