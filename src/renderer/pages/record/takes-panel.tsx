import { Alert, Button, Card, Group, Radio, Stack, Text } from '@mantine/core';
import { IconAlertTriangle } from '@tabler/icons-react';
import type { Ref } from 'react';
import { downloadContent } from '#renderer/parts/download.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { type PlayerControl, SoundPlayer } from '#renderer/parts/sound/sound-player.tsx';
import { TAKE_WARNINGS } from '#shared/own-corpora.ts';
import type { Session } from './use-session.ts';

/** The takes of the shown prompt: what is wrong with the last one, the sound of the used one, and the choice among them. */
export function TakesPanel({ session, player }: { session: Session; player: Ref<PlayerControl> }) {
  const { takes, last, failure, unsaved, clear } = session;
  const used = takes.find((take) => take.used);
  const isLast = last !== null && used?.take === last.saved.take;
  return (
    <Stack gap="xs">
      <FailureNote failure={failure} onClose={unsaved === null ? clear : undefined} />
      {unsaved !== null && <Unsaved session={session} wav={unsaved.wav} />}
      {isLast && last.saved.warnings.length > 0 && (
        <Alert color="yellow" variant="light" role="alert" icon={<IconAlertTriangle size={18} />}>
          {last.saved.warnings.map((warning) => TAKE_WARNINGS[warning]).join(' ')} Listen, and record again if
          necessary.
        </Alert>
      )}
      {used !== undefined && (
        <Card padding="sm">
          <Stack gap="xs">
            <SoundPlayer
              key={used.path}
              compact
              control={player}
              sound={isLast ? { wav: last.wav, name: `take ${used.take}` } : { path: used.path }}
            />
            {takes.length > 1 ? (
              <Radio.Group
                label="The take in the corpus"
                value={String(used.take)}
                onChange={(take) => session.use(Number(take))}
              >
                <Group gap="md" mt={4}>
                  {takes.map(({ take }) => (
                    <Radio key={take} value={String(take)} label={`Take ${take}`} />
                  ))}
                </Group>
              </Radio.Group>
            ) : (
              <Text size="xs" c="dimmed">
                Saved. If you record again, this take is kept, and the new one counts.
              </Text>
            )}
          </Stack>
        </Card>
      )}
    </Stack>
  );
}

/** A take that could not be saved is not lost: it can be saved again or downloaded. */
function Unsaved({ session, wav }: { session: Session; wav: Uint8Array<ArrayBuffer> }) {
  return (
    <Group gap="xs">
      <Text size="sm">The last take is not saved yet.</Text>
      <Button onClick={session.saveAgain}>Save again</Button>
      <Button variant="default" onClick={() => downloadContent('take.wav', wav, 'audio/wav')}>
        Download the take
      </Button>
      <Button variant="subtle" onClick={session.discard}>
        Discard it
      </Button>
    </Group>
  );
}
