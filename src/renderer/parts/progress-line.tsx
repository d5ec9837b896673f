import { Button, Group, Progress, Text } from '@mantine/core';
import type { Progress as Way } from '../laboratory/action-store.ts';

/** A long request's way: its phase, how far it is, and a button that ends it. The height never changes. */
export function ProgressLine({
  progress,
  label,
  onCancel,
}: {
  progress: Way | null;
  label: string;
  onCancel?: () => void;
}) {
  const share = progress?.total ? (100 * progress.done) / progress.total : null;
  return (
    <Group gap="sm" wrap="nowrap" h={36}>
      <Text size="sm" className="figures" style={{ minWidth: 230 }} truncate>
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
const count = (value: number) => Math.round(value).toLocaleString('en');
