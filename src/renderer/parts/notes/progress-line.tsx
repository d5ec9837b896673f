import { Button, Group, Progress, Text } from '@mantine/core';
import type { Progress as ActionProgress } from '#renderer/client/action-store.ts';
import { count } from '#shared/format.ts';

/** The progress of a long request: its phase, the progress, and a button that cancels it. The height never changes. */
export function ProgressLine({
  progress,
  label,
  onCancel,
}: {
  progress: ActionProgress | null;
  label: string;
  onCancel?: () => void;
}) {
  const share = progress?.total ? (100 * progress.done) / progress.total : null;
  return (
    <Group gap="sm" wrap="nowrap" h={36}>
      <Text size="sm" className="tabular" style={{ minWidth: 230 }} truncate>
        {progress === null
          ? label
          : `${capital(progress.phase)} ${count(progress.done)}${progress.total === null ? '' : ` of ${count(progress.total)}`}`}
      </Text>
      <Progress
        value={share ?? 100}
        animated={share === null}
        striped={share === null}
        style={{ flex: 1 }}
        aria-label={label}
      />
      {onCancel !== undefined && (
        <Button variant="default" size="xs" onClick={onCancel}>
          Cancel
        </Button>
      )}
    </Group>
  );
}

const capital = (text: string) => text.charAt(0).toUpperCase() + text.slice(1);
