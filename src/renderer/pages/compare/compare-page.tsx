import { Alert, Anchor, Button } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import { Link } from 'react-router';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { MAX_COMPARED_ITEMS, MAX_GROUP_RUNS } from '#shared/limits.ts';
import { PAGES } from '#shared/pages.ts';
import { comparePath } from './compare-address.ts';
import { ComparisonView } from './comparison-view.tsx';
import { RunChooser } from './run-chooser.tsx';
import { useCompareAddress } from './use-compare-address.ts';

/** Runs and groups of runs side by side; without any in the address, the runs to choose from. */
export function ComparePage() {
  const address = useCompareAddress();
  const { items, setItems } = address;
  const problem = problemOf(items);
  if (items.length === 0) {
    return (
      <>
        <BackToRuns />
        <PageHeader title={PAGES.compare.title} about="Select two to eight runs." />
        <RunChooser onCompare={(chosen) => setItems(chosen)} />
      </>
    );
  }
  if (problem !== null) {
    return (
      <>
        <BackToRuns />
        <PageHeader title={PAGES.compare.title} />
        <Alert color="red" variant="light" role="alert" icon={<IconAlertTriangle size={18} aria-hidden />}>
          {problem}
        </Alert>
        <Button component={Link} to={comparePath([])} variant="default" mt="md">
          Choose runs
        </Button>
      </>
    );
  }
  // With a key, so that no answer about other runs is shown.
  return <ComparisonView key={items.map((item) => item.join('+')).join(',')} address={address} />;
}

/** Why the items of the address cannot be asked for; null if they can. */
function problemOf(items: readonly (readonly string[])[]): string | null {
  if (items.length > MAX_COMPARED_ITEMS)
    return `The address names ${items.length} items. At most ${MAX_COMPARED_ITEMS} can be told apart: choose fewer, or group runs.`;
  if (items.some((item) => item.length > MAX_GROUP_RUNS))
    return `A group has more than ${MAX_GROUP_RUNS} runs. Choose a smaller group.`;
  return null;
}

/** The way back to the table of runs. */
function BackToRuns() {
  return (
    <Anchor component={Link} to={PAGES.runs.path} size="sm">
      {PAGES.runs.title}
    </Anchor>
  );
}
