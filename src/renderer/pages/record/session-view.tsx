import { Anchor, Breadcrumbs, Button, Card, Group, Kbd, Progress, Stack, Text } from '@mantine/core';
import { useHotkeys } from '@mantine/hooks';
import { IconArrowLeft, IconArrowRight, IconMicrophone, IconPlayerStopFilled } from '@tabler/icons-react';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { Link } from 'react-router';
import { EmotionBadge } from '#renderer/parts/emotions/emotion-badge.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { clock } from '#renderer/parts/sound/sound-axes.ts';
import type { PlayerControl } from '#renderer/parts/sound/sound-player.tsx';
import { count } from '#shared/format.ts';
import type { OwnCorpus } from '#shared/own-corpora.ts';
import { PAGES } from '#shared/pages.ts';
import { LevelPanel } from './level-panel.tsx';
import classes from './record.module.css';
import { recordAddress } from './record-address.ts';
import { TakesPanel } from './takes-panel.tsx';
import { type Session, useSession } from './use-session.ts';

/** Whether a key belongs to the control that has the focus. */
const isForControl = (target: EventTarget | null): boolean =>
  target instanceof HTMLElement &&
  target.closest('input, textarea, select, a, button, [role=slider]') !== null;

/** The recordings of one speaker: the prompt in large letters, and the microphone. */
export function SessionView({ corpus, code }: { corpus: OwnCorpus; code: string }) {
  const session = useSession(corpus, code);
  const [deviceId, setDeviceId] = useState<string | null>(null);
  const shown = useRef<HTMLElement>(null);
  const player = useRef<PlayerControl>(null);
  /** The focus goes to the prompt, so that it is read out, and space records it. */
  const go = (position: number) => {
    session.go(position);
    shown.current?.focus();
  };
  const onKey = (work: () => void) => (event: KeyboardEvent) => {
    if (isForControl(event.target)) return;
    event.preventDefault();
    work();
  };
  useHotkeys([
    ['space', onKey(() => session.toggle(deviceId)), { preventDefault: false }],
    ['ArrowRight', onKey(() => go(session.position + 1)), { preventDefault: false }],
    ['ArrowLeft', onKey(() => go(session.position - 1)), { preventDefault: false }],
    ['l', onKey(() => player.current?.toggle()), { preventDefault: false }],
  ]);
  const { recorded, prompts, ready } = session;
  useEffect(() => {
    if (ready) shown.current?.focus();
  }, [ready]);
  return (
    <>
      <Breadcrumbs mb={4}>
        <Anchor component={Link} to={recordAddress()} size="sm">
          {PAGES.record.title}
        </Anchor>
        <Anchor component={Link} to={recordAddress(corpus.name)} size="sm">
          {corpus.name}
        </Anchor>
        <Text size="sm">{code}</Text>
      </Breadcrumbs>
      <PageHeader title={`Speaker ${code}`} />
      <div className={classes.columns}>
        <Stack gap="sm" miw={0}>
          <Card padding={0}>
            <Progress
              value={(100 * recorded) / prompts.length}
              radius={0}
              size="sm"
              aria-label="Recorded prompts"
            />
            <PromptCard corpus={corpus} session={session} shown={shown} />
          </Card>
          <Controls
            session={session}
            onToggle={() => {
              session.toggle(deviceId);
              shown.current?.focus();
            }}
            onGo={go}
          />
          <TakesPanel session={session} player={player} />
        </Stack>
        <LevelPanel session={session} deviceId={deviceId} onDevice={setDeviceId} />
      </div>
    </>
  );
}

interface PromptCardProps {
  corpus: OwnCorpus;
  session: Session;
  shown: RefObject<HTMLElement | null>;
}

function PromptCard({ corpus: { prompts }, session, shown }: PromptCardProps) {
  const { prompt, position, recorded, ready } = session;
  const total = session.prompts.length;
  return (
    <section ref={shown} className={classes.prompt} tabIndex={-1} aria-labelledby="prompt-text">
      <Text size="sm" c="dimmed" className="tabular" role="status">
        {ready
          ? `${count(position + 1)} of ${count(total)} · ${recorded === total ? 'all' : count(recorded)} recorded`
          : 'Reading the takes …'}
      </Text>
      <div id="prompt-text">
        <div className={classes.emotion}>
          <EmotionBadge emotion={prompts.emotions[prompt.emotion]} />
        </div>
        <div className={classes.sentence}>{prompts.sentences[prompt.sentence]}</div>
      </div>
    </section>
  );
}

interface ControlsProps {
  session: Session;
  onToggle(): void;
  onGo(position: number): void;
}

function Controls({ session, onToggle, onGo }: ControlsProps) {
  const { capture, position, prompts, saving, unsaved, takes, ready } = session;
  const isRecording = capture.phase === 'recording';
  return (
    <Group gap="sm" justify="space-between">
      <Button
        variant="default"
        leftSection={<IconArrowLeft size={16} />}
        disabled={isRecording || position === 0}
        onClick={() => onGo(position - 1)}
      >
        Previous
      </Button>
      <Group gap="sm">
        <Button
          size="md"
          w={170}
          color={isRecording ? 'red.9' : undefined}
          leftSection={isRecording ? <IconPlayerStopFilled size={18} /> : <IconMicrophone size={18} />}
          loading={saving || capture.phase === 'opening'}
          disabled={!ready || unsaved !== null}
          onClick={onToggle}
        >
          {isRecording ? 'Stop' : takes.length > 0 ? 'Record again' : 'Record'}
        </Button>
        <Text className="tabular" size="lg" w={52} aria-label="Recorded time">
          {clock(isRecording ? capture.seconds : 0)}
        </Text>
      </Group>
      <Button
        variant={takes.length > 0 ? 'filled' : 'default'}
        rightSection={<IconArrowRight size={16} />}
        disabled={isRecording || position === prompts.length - 1}
        onClick={() => onGo(position + 1)}
      >
        Next
      </Button>
      <Text size="xs" c="dimmed" w="100%" ta="center">
        <Kbd size="xs">Space</Kbd> record and stop · <Kbd size="xs">→</Kbd> next · <Kbd size="xs">←</Kbd>{' '}
        previous · <Kbd size="xs">L</Kbd> listen
      </Text>
    </Group>
  );
}
