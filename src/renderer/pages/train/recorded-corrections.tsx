import { Anchor, Text } from '@mantine/core';
import { useRequest } from '#renderer/client/use-request.ts';
import { correctionCountsText, countCorrections } from '#shared/corrections.ts';
import type { FormProps } from './setting-field.tsx';
import { withSetting } from './train-form.ts';

/** The corrections of a run that is repeated, which are used in place of those in the list of clips. */
export function RecordedCorrections({ form, setForm }: FormProps) {
  const { corrections } = form.settings;
  const { data: current = [] } = useRequest('corrections.list', {}, { enabled: corrections !== null });
  // Without any correction there is nothing to choose.
  if (corrections === null || corrections.length + current.length === 0) return null;
  return (
    <Text size="sm" c="dimmed">
      Corrections of clips as in the repeated run: {correctionCountsText(countCorrections(corrections))}.{' '}
      <Anchor
        component="button"
        type="button"
        inherit
        underline="always"
        onClick={() => setForm(withSetting(form, 'corrections', null))}
      >
        Use the current ones
      </Anchor>
    </Text>
  );
}
