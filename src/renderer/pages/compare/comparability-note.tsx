import { Alert, List, Stack, Text } from '@mantine/core';
import { IconBan, IconCircleCheck, IconInfoCircle } from '@tabler/icons-react';
import type { Comparability } from '#shared/comparison.ts';

const LOOKS = {
  'test-clips': {
    Icon: IconCircleCheck,
    colour: 'green',
    title: 'Same test clips: the results can be compared',
  },
  protocol: {
    Icon: IconInfoCircle,
    colour: 'yellow',
    title: 'Same protocol, other test clips: compare with care',
  },
  none: { Icon: IconBan, colour: 'red', title: 'Not ranked: the results cannot be compared' },
} as const;

/** Whether the items can be compared, how they differ, and what limits the comparison. */
export function ComparabilityNote({ comparable, tested }: { comparable: Comparability; tested: number }) {
  const { basis, summary, reasons, labelSets, cautions } = comparable;
  const { Icon, colour, title } = LOOKS[basis];
  return (
    <Alert
      color={tested < 2 ? 'gray' : colour}
      variant="light"
      role="region"
      aria-label="Can they be compared?"
      icon={tested < 2 ? <IconInfoCircle size={20} aria-hidden /> : <Icon size={20} aria-hidden />}
      title={tested < 2 ? 'Nothing to compare yet' : title}
    >
      <Stack gap={4}>
        <Text size="sm">{summary}</Text>
        {reasons.length > 0 && (
          <List size="sm" spacing={2}>
            {reasons.map((reason) => (
              <List.Item key={reason}>{reason}</List.Item>
            ))}
          </List>
        )}
        {labelSets.map((labelSet) => (
          <Text size="sm" key={labelSet}>
            {labelSet}
          </Text>
        ))}
        {cautions.map((caution) => (
          <Text size="sm" key={caution}>
            <b>Note:</b> {caution}
          </Text>
        ))}
      </Stack>
    </Alert>
  );
}
