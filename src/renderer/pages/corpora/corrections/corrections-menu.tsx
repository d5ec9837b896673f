import { Button, FileButton, Group, List, Menu, Modal, Stack, Text } from '@mantine/core';
import { notifications } from '@mantine/notifications';
import { IconDownload, IconPencilCog, IconUpload } from '@tabler/icons-react';
import { useRef, useState } from 'react';
import { useLaboratory } from '#renderer/client/use-laboratory.tsx';
import { downloadContent } from '#renderer/parts/download.ts';
import type { CorrectionsImport } from '#shared/corrections.ts';
import { toFailure } from '#shared/failure.ts';
import { count, counted } from '#shared/format.ts';
import { MAX_CORRECTIONS_CSV_BYTES } from '#shared/limits.ts';

/** Lines that the dialog lists. */
const MAX_LINES = 50;

/** Corrections as a file: for a paper, a backup or another laboratory. */
export function CorrectionsMenu({ corrected }: { corrected: number }) {
  const laboratory = useLaboratory();
  const openFile = useRef<HTMLButtonElement>(null);
  const resetFile = useRef<() => void>(null);
  const [report, setReport] = useState<{ csv: Uint8Array<ArrayBuffer>; result: CorrectionsImport } | null>(
    null,
  );
  const attempt = async (work: () => Promise<void>) => {
    try {
      await work();
    } catch (error) {
      notifications.show({ color: 'red', message: toFailure(error).message });
    }
  };
  const save = () =>
    attempt(async () => {
      const { csv } = await laboratory.invoke('corrections.export', {});
      downloadContent('corrections.csv', csv, 'text/csv');
    });
  const importCsv = (csv: Uint8Array<ArrayBuffer>, overwrite: boolean) =>
    attempt(async () => {
      const result = await laboratory.invoke('corrections.import', { csv, overwrite });
      setReport(result.keptBack.length === 0 ? null : { csv, result });
      if (result.keptBack.length === 0) notifications.show({ message: importedText(result) });
    });
  const take = async (file: File | null) => {
    resetFile.current?.();
    if (file === null) return;
    if (file.size > MAX_CORRECTIONS_CSV_BYTES)
      notifications.show({ color: 'red', message: `${file.name} is larger than 32 MB.` });
    else await importCsv(new Uint8Array(await file.arrayBuffer()), false);
  };
  return (
    <>
      <Menu position="bottom-end">
        <Menu.Target>
          <Button size="xs" h={30} variant="default" leftSection={<IconPencilCog size={15} aria-hidden />}>
            Corrections
          </Button>
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item
            leftSection={<IconDownload size={16} />}
            disabled={corrected === 0}
            onClick={() => void save()}
          >
            Save all as CSV
          </Menu.Item>
          <Menu.Item leftSection={<IconUpload size={16} />} onClick={() => openFile.current?.click()}>
            Import from CSV …
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      <FileButton onChange={(file) => void take(file)} accept=".csv,text/csv" resetRef={resetFile}>
        {(props) => <button {...props} ref={openFile} type="button" hidden aria-hidden tabIndex={-1} />}
      </FileButton>
      <Modal
        opened={report !== null}
        onClose={() => setReport(null)}
        title="Some lines were kept back"
        size="lg"
      >
        {report !== null && (
          <ImportReport
            result={report.result}
            onClose={() => setReport(null)}
            onOverwrite={() => void importCsv(report.csv, true)}
          />
        )}
      </Modal>
    </>
  );
}

const importedText = ({ changed, unchanged }: CorrectionsImport): string =>
  `${counted(changed, 'clip')} corrected${unchanged > 0 ? `, ${count(unchanged)} as before` : ''}.`;

function ImportReport({
  result,
  onClose,
  onOverwrite,
}: {
  result: CorrectionsImport;
  onClose(): void;
  onOverwrite(): void;
}) {
  const { keptBack } = result;
  const conflicts = keptBack.filter(({ why }) => why === 'conflict').length;
  return (
    <Stack gap="sm">
      <Text size="sm">
        {importedText(result)} {counted(keptBack.length, 'line')} kept back:
      </Text>
      <List size="sm" style={{ overflowWrap: 'anywhere' }}>
        {keptBack.slice(0, MAX_LINES).map(({ line, path, reason }) => (
          <List.Item key={line}>
            Line {line}: {path}. {reason}
          </List.Item>
        ))}
      </List>
      {keptBack.length > MAX_LINES && (
        <Text size="sm" c="dimmed">
          … and {count(keptBack.length - MAX_LINES)} more
        </Text>
      )}
      <Group justify="flex-end" gap="xs">
        {conflicts > 0 && (
          <Button variant="default" onClick={onOverwrite}>
            Replace {counted(conflicts, 'conflict')}
          </Button>
        )}
        <Button onClick={onClose}>Close</Button>
      </Group>
    </Stack>
  );
}
