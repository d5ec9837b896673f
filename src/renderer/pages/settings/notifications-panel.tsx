import { Switch, Text } from '@mantine/core';
import { useState } from 'react';
import { saveWantsNotifications, wantsNotifications } from '#renderer/app/run-announcements.ts';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { browserStore } from '#renderer/parts/table/hidden-columns.ts';
import { Section } from './section.tsx';

/** Switches notifications of the desktop on. A browser asks the user once. */
export function NotificationsPanel() {
  const { desktop } = useLaboratory();
  const [wanted, setWanted] = useState(
    () => wantsNotifications(browserStore()) && !isDenied(desktop !== null),
  );
  const [denied, setDenied] = useState(false);
  const change = async (on: boolean) => {
    const allowed = !on || desktop !== null || (await askBrowser());
    setDenied(!allowed);
    setWanted(on && allowed);
    saveWantsNotifications(browserStore(), on && allowed);
  };
  return (
    <Section title="Notifications" about="Shown while another window is in front.">
      <Switch
        label="Notify when a run finishes or fails"
        checked={wanted}
        onChange={(event) => void change(event.currentTarget.checked)}
      />
      {denied && (
        <Text size="sm" role="alert">
          The browser blocks notifications of this page. Allow them in the settings of the browser for this
          page, then switch this on again.
        </Text>
      )}
    </Section>
  );
}

/** Whether the browser's permission was taken away. */
const isDenied = (isDesktop: boolean): boolean =>
  !isDesktop && (!('Notification' in window) || Notification.permission !== 'granted');

async function askBrowser(): Promise<boolean> {
  return 'Notification' in window && (await Notification.requestPermission()) === 'granted';
}
