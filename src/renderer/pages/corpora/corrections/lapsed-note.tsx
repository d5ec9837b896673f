import { Alert, Anchor, List } from '@mantine/core';
import { useState } from 'react';
import { LAPSED_REASONS, type ListedCorrection } from '#shared/corrections.ts';
import { counted } from '#shared/format.ts';

const MAX_LISTED = 50;

/** The corrections that no longer apply to the added corpora, and why. */
export function LapsedNote({ corrections }: { corrections: readonly ListedCorrection[] }) {
  const [open, setOpen] = useState(false);
  const lapsed = corrections.flatMap((one) =>
    one.state === 'applies' ? [] : [{ ...one, reason: LAPSED_REASONS[one.state] }],
  );
  if (lapsed.length === 0) return null;
  return (
    <Alert color="yellow" variant="light" py={6} mb="xs">
      {counted(lapsed.length, 'correction')} {lapsed.length === 1 ? 'does' : 'do'} not apply to the added
      corpora.{' '}
      <Anchor component="button" type="button" inherit aria-expanded={open} onClick={() => setOpen(!open)}>
        {open ? 'Hide' : 'Show'}
      </Anchor>
      {open && (
        <List
          size="sm"
          mt={4}
          mah={160}
          style={{ overflow: 'auto', overflowWrap: 'anywhere' }}
          tabIndex={0}
          aria-label="Corrections that do not apply"
        >
          {lapsed.slice(0, MAX_LISTED).map(({ fingerprint, own, path, reason }) => (
            <List.Item key={`${fingerprint} ${own}`}>
              {path} ({own}): {reason}
            </List.Item>
          ))}
          {lapsed.length > MAX_LISTED && <List.Item>… and {lapsed.length - MAX_LISTED} more</List.Item>}
        </List>
      )}
    </Alert>
  );
}
