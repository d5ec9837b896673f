import { Button, CloseButton, Text } from '@mantine/core';
import { type NotificationData, notifications, useNotifications } from '@mantine/notifications';
import { IconAlertTriangle, IconInfoCircle } from '@tabler/icons-react';
import { useEffect, useState } from 'react';
import classes from './toasts.module.css';

/** How long a message is shown, in milliseconds. An error is read more slowly, and often acted on. */
const SHOWN_MILLISECONDS = 6000;
const ERROR_MILLISECONDS = 15_000;
/** Older messages are only counted. */
const MAX_ROWS = 3;

const isError = ({ color }: NotificationData) => color === 'red';

/** A number given by the caller, or the usual time. Every message closes by itself, except that of work that goes on. */
function shownMilliseconds(toast: NotificationData): number | null {
  if (toast.loading) return null;
  if (typeof toast.autoClose === 'number') return toast.autoClose;
  return isError(toast) ? ERROR_MILLISECONDS : SHOWN_MILLISECONDS;
}

/** Messages with the same text, which are shown once. */
interface ToastGroup {
  key: string;
  toast: NotificationData;
  ids: string[];
}

/** In the order of their newest messages. */
function grouped(toasts: readonly NotificationData[]): ToastGroup[] {
  const groups = new Map<string, ToastGroup>();
  for (const toast of toasts) {
    const id = toast.id ?? '';
    const { title, message, color } = toast;
    const key = typeof message === 'string' ? JSON.stringify([color, title, message]) : id;
    const before = groups.get(key)?.ids ?? [];
    groups.delete(key);
    groups.set(key, { key, toast, ids: [...before, id] });
  }
  return [...groups.values()];
}

/**
 * The messages of `notifications.show`, as one stack in a strip of its own below the page, so that they never cover
 * anything. They close by themselves, but not while the pointer or the focus is on the strip.
 */
export function Toasts() {
  const { notifications: shown, queue } = useNotifications();
  const [held, setHeld] = useState(false);
  const groups = grouped([...shown, ...queue]);
  const rows = groups.slice(-MAX_ROWS);
  const earlier = groups.length - rows.length;
  // A strip that is gone holds nothing, although no pointer has left it.
  if (held && groups.length === 0) setHeld(false);
  return (
    <section
      className={classes.strip}
      aria-label="Messages"
      onPointerEnter={() => setHeld(true)}
      onPointerLeave={({ currentTarget }) => setHeld(currentTarget.contains(document.activeElement))}
      onFocus={() => setHeld(true)}
      onBlur={({ currentTarget, relatedTarget }) => {
        if (!currentTarget.contains(relatedTarget)) setHeld(currentTarget.matches(':hover'));
      }}
    >
      {earlier > 0 && (
        <div className={classes.row}>
          <Text size="sm" c="dimmed" className={classes.text}>
            {earlier === 1 ? '1 earlier message' : `${earlier} earlier messages`}
          </Text>
          <Button size="compact-sm" variant="subtle" onClick={() => notifications.clean()}>
            Dismiss all
          </Button>
        </div>
      )}
      {/* Always in the page, because screen readers only announce changes of a region that they know. */}
      <div aria-live="polite">
        {rows.map(({ key, toast, ids }) => (
          <Toast key={key} toast={toast} ids={ids} held={held} />
        ))}
      </div>
      {groups.slice(0, earlier).map(({ key, toast, ids }) => (
        <Closing key={key} toast={toast} ids={ids} held={held} />
      ))}
    </section>
  );
}

const hide = (ids: readonly string[]) => {
  for (const id of ids) notifications.hide(id);
};

type ToastProps = Pick<ToastGroup, 'toast' | 'ids'> & { held: boolean };

function Toast({ toast, ids, held }: ToastProps) {
  const Icon = isError(toast) ? IconAlertTriangle : IconInfoCircle;
  return (
    <div
      className={classes.row}
      role={isError(toast) ? 'alert' : undefined}
      data-error={isError(toast) || undefined}
    >
      <Closing toast={toast} ids={ids} held={held} />
      <Icon size={18} aria-hidden className={classes.icon} />
      <div className={classes.text}>
        {toast.title && <b>{toast.title} </b>}
        {toast.message}
        {ids.length > 1 && ` (${ids.length} times)`}
      </div>
      {toast.allowClose !== false && <CloseButton aria-label="Dismiss" onClick={() => hide(ids)} />}
    </div>
  );
}

/** The timer of a message. It starts again when another one with the same text arrives, and after a hold. */
function Closing({ toast, ids, held }: ToastProps) {
  const milliseconds = shownMilliseconds(toast);
  const last = ids.at(-1);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the ids are new in every render; the last one says whether they changed
  useEffect(() => {
    if (held || milliseconds === null) return;
    const timer = setTimeout(() => hide(ids), milliseconds);
    return () => clearTimeout(timer);
  }, [held, milliseconds, last]);
  return null;
}
