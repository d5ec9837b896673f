import { Loader, Text, Title } from '@mantine/core';
import { type ReactNode, useEffect, useId, useRef, useState } from 'react';
import classes from './compare.module.css';

/** Sections are prepared when they are this close to the visible part, so that they are there when one scrolls. */
const AHEAD = '400px 0px';

/**
 * A section of the page. What is below the visible part is made when it comes near, so that the first part is drawn at
 * once.
 */
export function Section({
  id,
  title,
  about,
  actions,
  children,
  eager = false,
}: {
  /** For the links at the top of the page. */
  id: string;
  title: string;
  about?: ReactNode;
  actions?: ReactNode;
  children: ReactNode;
  eager?: boolean;
}) {
  const heading = useId();
  const place = useRef<HTMLElement>(null);
  const [near, setNear] = useState(eager);
  useEffect(() => {
    if (near || place.current === null) return;
    const observer = new IntersectionObserver(
      (entries) => entries.some(({ isIntersecting }) => isIntersecting) && setNear(true),
      { rootMargin: AHEAD },
    );
    observer.observe(place.current);
    return () => observer.disconnect();
  }, [near]);
  return (
    <section
      ref={place}
      aria-labelledby={heading}
      className={classes.section}
      data-section={id}
      data-near={near || undefined}
    >
      <div className={classes.sectionHead}>
        <Title order={2} id={heading} tabIndex={-1}>
          {title}
        </Title>
        {near && actions !== undefined && <div className={classes.controls}>{actions}</div>}
      </div>
      {about !== undefined && (
        <Text size="sm" c="dimmed" mb="xs" maw={900} component="div">
          {about}
        </Text>
      )}
      {near ? children : <Loader role="img" size="sm" aria-label={`Loading ${title}`} />}
    </section>
  );
}

/** Scrolls to a section and focuses its heading. */
export function showSection(id: string): void {
  const section = document.querySelector(`[data-section="${id}"]`);
  section?.scrollIntoView({ block: 'start' });
  section?.querySelector<HTMLElement>('h2')?.focus({ preventScroll: true });
}
