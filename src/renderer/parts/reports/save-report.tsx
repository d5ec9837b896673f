import { Button, Group, Menu } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconFileExport, IconFileText, IconFileZip, IconReport, IconTable } from '@tabler/icons-react';
import { useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { downloadContent } from '#renderer/parts/download.ts';
import { fileDrag } from '#renderer/parts/drag-out.ts';
import type { DesktopBridge } from '#shared/bridge.ts';
import { toFailure } from '#shared/failure.ts';

/**
 * A menu that saves a run, a group or a comparison as a file.
 * @param items The runs of each item, as in the requests of comparisons.
 * @param baseline The index of the item that the others are compared with.
 * @param predictionsOf The run whose predictions can be saved; null: none.
 */
export function SaveReport({
  items,
  baseline = 0,
  predictionsOf = null,
}: {
  items: readonly (readonly string[])[];
  baseline?: number;
  predictionsOf?: string | null;
}) {
  const laboratory = useLaboratory();
  const [saving, setSaving] = useState(false);
  const input = { items: items.map((runs) => [...runs]), baseline };
  const save = async (work: () => Promise<void>) => {
    setSaving(true);
    try {
      await work();
    } catch (error) {
      notifications.show({
        title: 'Could not save the report',
        message: toFailure(error).message,
        color: 'red',
        closeButtonProps: { 'aria-label': 'Dismiss' },
      });
    } finally {
      setSaving(false);
    }
  };
  const saveHtml = () =>
    save(async () => {
      const { name, html } = await laboratory.invoke('reports.make', input);
      downloadContent(`${name}.html`, html, 'text/html');
    });
  /** In the window, a file that can be dragged into another program. */
  const keepHtml = (desktop: DesktopBridge) =>
    save(async () => showKept(desktop, await laboratory.invoke('reports.keep', input)));
  const saveArchive = () =>
    save(async () => {
      const { name, files } = await laboratory.invoke('reports.files', input);
      // Loaded only now, because most visits save nothing.
      const { reportArchive } = await import('#renderer/plots/report-archive.ts');
      downloadContent(`${name}.zip`, await reportArchive(files), 'application/zip');
    });
  const savePredictions = (run: string) =>
    save(async () => {
      const { name, csv } = await laboratory.invoke('reports.predictions', { run });
      downloadContent(`${name}.csv`, csv, 'text/csv');
    });
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <Button variant="default" leftSection={<IconReport size={16} aria-hidden />} loading={saving}>
          Save report
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item leftSection={<IconFileText size={16} aria-hidden />} onClick={() => void saveHtml()}>
          Report (HTML, prints on A4)
        </Menu.Item>
        <Menu.Item leftSection={<IconFileZip size={16} aria-hidden />} onClick={() => void saveArchive()}>
          Report, plots and tables (ZIP)
        </Menu.Item>
        {laboratory.desktop !== null && (
          <Menu.Item
            leftSection={<IconFileExport size={16} aria-hidden />}
            onClick={() => laboratory.desktop && void keepHtml(laboratory.desktop)}
          >
            Keep in the laboratory, to drag it out (HTML)
          </Menu.Item>
        )}
        {predictionsOf !== null && (
          <Menu.Item
            leftSection={<IconTable size={16} aria-hidden />}
            onClick={() => void savePredictions(predictionsOf)}
          >
            Predictions of all test clips (CSV)
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}

/** The kept report as something to drag, until the user dismisses it. */
function showKept(desktop: DesktopBridge, { name, path }: { name: string; path: string }): void {
  notifications.show({
    title: 'The report is in the laboratory’s folder',
    autoClose: false,
    closeButtonProps: { 'aria-label': 'Dismiss' },
    message: (
      <Group gap="xs">
        <Button
          size="compact-sm"
          variant="default"
          leftSection={<IconFileText size={15} aria-hidden />}
          title="Drag it to another program, or click to see it in its folder"
          onClick={() => void desktop.reveal(path)}
          {...fileDrag(desktop, path)}
        >
          {name}
        </Button>
      </Group>
    ),
  });
}
