import { Checkbox, Text } from '@mantine/core';
import type { EncoderStatus } from '#shared/encoders.ts';

type Licensed = Pick<EncoderStatus, 'licence'>;

/** Whether files may be used: a licence that does not allow commercial use must be accepted. */
export const mayUse = ({ licence }: Licensed, accepted: boolean): boolean =>
  accepted || !licence.nonCommercial;

/** The licence, with a box to accept one that does not allow commercial use. */
export function LicenceField({
  of: { licence },
  accepted,
  onAccept,
}: {
  of: Licensed;
  accepted: boolean;
  onAccept(accepted: boolean): void;
}) {
  const name = licence.url === '' ? licence.name : `${licence.name} (${licence.url})`;
  if (!licence.nonCommercial) return <Text size="sm">Licence: {name}</Text>;
  return (
    <Checkbox
      label={`I accept the licence ${name}, which does not allow commercial use.`}
      checked={accepted}
      onChange={(event) => onAccept(event.currentTarget.checked)}
    />
  );
}
