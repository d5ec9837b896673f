import { Tooltip } from '@mantine/core';
import { IconInfoCircle } from '@tabler/icons-react';
import { type KeyboardEvent, type ReactNode, useEffect, useState } from 'react';
import classes from './train-page.module.css';

/** What an explained field is given. */
interface ExplainedField {
  label: ReactNode;
  'aria-description': string;
  onKeyUp(event: KeyboardEvent): void;
}

/**
 * A field's label with what it means, for whoever never trained a network: seen when the label is pointed at and when
 * the field is come to by the Tab key, until the next key or click; not by who types or clicks.
 */
export function Explained({
  label,
  help,
  children,
}: {
  label: string;
  help: string;
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
  return children({
    label: (
      <Tooltip label={help} position="top-start" opened={arrived || pointed}>
        {/* biome-ignore lint/a11y/noStaticElementInteractions: the keys' way to the same is the field itself */}
        <span
          className={classes.explained}
          data-short={label.length < 30 || undefined}
          onMouseEnter={() => setPointed(true)}
          onMouseLeave={() => setPointed(false)}
        >
          {label} <IconInfoCircle size={14} stroke={1.7} aria-hidden />
        </span>
      </Tooltip>
    ),
    'aria-description': help,
    onKeyUp: ({ key }) => key === 'Tab' && setArrived(true),
  });
}
