import { ActionIcon, Tooltip, type TooltipProps } from '@mantine/core';
import { IconArrowsSplit2, IconInfoCircle } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import classes from './train-page.module.css';

/** Props for the explained field. */
interface ExplainedField {
  label: ReactNode;
  'aria-description': string;
  onKeyUp(event: KeyboardEvent): void;
}

/** Where the help appears if there is no room below its field: beside it, never above, where it would cover a field. */
const WHERE: TooltipProps['middlewares'] = {
  flip: { fallbackPlacements: ['right-end', 'left-end'] },
  shift: { padding: 8 },
};

/**
 * A field's label with its help text, and a button that varies the setting. The text appears below the field while the
 * pointer is on the label, and when the field gets the focus by the Tab key, until the next key or click. It does not appear
 * while the user types or clicks.
 */
export function Explained({
  label,
  help,
  varied,
  onVary,
  children,
}: {
  label: string;
  help: string;
  /** Whether the setting is varied. */
  varied?: boolean;
  /** Switches the variation on or off; absent for a field that cannot be varied. */
  onVary?(): void;
  children(field: ExplainedField): ReactNode;
}) {
  const [arrived, setArrived] = useState(false);
  const [pointed, setPointed] = useState(false);
  useEffect(() => {
    if (!arrived) return;
    const end = () => setArrived(false);
    for (const event of ['keydown', 'pointerdown']) document.addEventListener(event, end, true);
    return () => {
      for (const event of ['keydown', 'pointerdown']) document.removeEventListener(event, end, true);
    };
  }, [arrived]);
  const field = children({
    label: (
      // biome-ignore lint/a11y/noStaticElementInteractions: the field itself gives the same help to keyboard users
      <span
        className={classes.explained}
        onMouseEnter={() => setPointed(true)}
        onMouseLeave={() => setPointed(false)}
      >
        {label} <IconInfoCircle size={14} stroke={1.7} aria-hidden />
      </span>
    ),
    'aria-description': help,
    onKeyUp: ({ key }) => key === 'Tab' && setArrived(true),
  });
  const name = varied ? `Do not vary ${label}` : `Vary ${label}`;
  return (
    <Tooltip label={help} position="bottom-start" middlewares={WHERE} opened={arrived || pointed}>
      <div className={classes.field} data-varies={onVary !== undefined || undefined}>
        {field}
        {onVary !== undefined && (
          <Tooltip label={varied ? 'One value' : 'Vary: one run for each value'} position="right">
            <ActionIcon
              className={classes.vary}
              variant={varied ? 'light' : 'subtle'}
              color={varied ? undefined : 'gray'}
              size={20}
              aria-label={name}
              aria-pressed={varied === true}
              onClick={onVary}
            >
              <IconArrowsSplit2 size={14} stroke={1.7} aria-hidden />
            </ActionIcon>
          </Tooltip>
        )}
      </div>
    </Tooltip>
  );
}
