import { Group, Stack, Text } from '@mantine/core';
import type { PerEmotion } from '../../../shared/emotions.ts';
import { EmotionBadge } from '../../parts/emotion-badge.tsx';
import { FailureNote } from '../../parts/failure-note.tsx';
import { percent } from '../../parts/figures.ts';
import { ProbabilityBars } from '../../parts/probability-bars.tsx';
import { honestyLine, verdict } from './recogniser-choice.ts';
import type { Judgement } from './session-store.ts';
import type { Recogniser } from './use-recogniser.ts';

/** What one recogniser says, in words and in seven bars, with what that is worth; its height never changes. */
export function JudgementView({
  judgement,
  recogniser,
  named,
}: {
  judgement: Judgement | undefined;
  recogniser: Recogniser | null;
  /** Whether the recogniser's name stands above: where there are two. */
  named: boolean;
}) {
  const name = recogniser?.run.name ?? 'Recogniser';
  if (judgement?.state === 'failed') return <FailureNote failure={judgement.failure} />;
  const recognition = judgement?.state === 'judged' ? judgement.recognition : null;
  const problem = recognition !== null && 'problem' in recognition ? recognition.problem : null;
  const answer = recognition !== null && !('problem' in recognition) ? recognition : null;
  return (
    <EstimateView
      spoken
      name={name}
      named={named}
      probabilities={answer?.probabilities ?? null}
      instead={problem ?? (judgement?.state === 'waiting' ? 'Judging …' : null)}
      recogniser={recogniser}
      note={judgement?.state === 'judged' ? `Judged in ${waitText(judgement.milliseconds)}.` : ''}
      warning={answer?.warning ?? null}
    />
  );
}

const waitText = (milliseconds: number): string =>
  milliseconds < 1000 ? `${Math.round(milliseconds)} ms` : `${(milliseconds / 1000).toFixed(1)} s`;

export interface EstimateViewProps {
  name: string;
  named: boolean;
  probabilities: PerEmotion<number> | null;
  /** Where there are no probabilities: why. */
  instead: string | null;
  recogniser: Recogniser | null;
  /** A line below; its place is kept where it is empty, and not where it is null. */
  note: string | null;
  /** What is wrong with the sound itself. */
  warning?: string | null;
  /** Read out when it changes: an answer is, what changes several times a second is not. */
  spoken: boolean;
}

export function EstimateView({
  name,
  named,
  probabilities,
  instead,
  recogniser,
  note,
  warning = null,
  spoken,
}: EstimateViewProps) {
  return (
    <Stack gap="xs" style={{ minWidth: 0 }} component="section" aria-label={`Answer of ${name}`}>
      {named && (
        <Text size="sm" fw={600} truncate title={name}>
          {name}
        </Text>
      )}
      <Group
        mih={named ? 48 : 30}
        gap={named ? '2px 8px' : 8}
        wrap={named ? 'wrap' : 'nowrap'}
        role={spoken ? 'status' : undefined}
        data-testid="verdict"
      >
        {probabilities === null ? (
          <Text size="md" c="dimmed">
            {instead ?? 'No answer yet.'}
          </Text>
        ) : (
          <VerdictLine probabilities={probabilities} narrow={named} />
        )}
      </Group>
      <ProbabilityBars probabilities={probabilities} label={`Probabilities by ${name}`} />
      <div>
        <Text size="xs" c="dimmed" className="figures">
          {recogniser === null ? '' : honestyLine(recogniser.run)}
        </Text>
        {note !== null && (
          <Text size="xs" c="dimmed" h={18} className="figures">
            {note}
          </Text>
        )}
        {warning !== null && (
          <Text size="xs" role="note">
            <Text span inherit fw={600}>
              Take care:
            </Text>{' '}
            {warning}
          </Text>
        )}
      </div>
    </Stack>
  );
}

/** One line; `narrow`, where two stand side by side: two, the words and the second emotion over the first. */
function VerdictLine({ probabilities, narrow }: { probabilities: PerEmotion<number>; narrow: boolean }) {
  const { emotion, share, words, rival } = verdict(probabilities);
  const second = rival === null ? null : `${rival} ${percent(probabilities[rival])}`;
  const before = narrow && second !== null ? `${words} ${second} and` : words;
  return (
    <>
      <Text
        size={narrow ? 'sm' : 'md'}
        c="dimmed"
        className="figures"
        style={{ whiteSpace: 'nowrap', flexBasis: narrow ? '100%' : undefined }}
      >
        {before}
      </Text>
      <Text size="xl" fw={650} lh={1} component="span" style={{ display: 'flex' }}>
        <EmotionBadge emotion={emotion} />
      </Text>
      <Text size="xl" fw={650} lh={1} className="figures" style={{ whiteSpace: 'nowrap' }}>
        {percent(share)}
      </Text>
      {!narrow && second !== null && (
        <Text size="md" c="dimmed" className="figures" style={{ whiteSpace: 'nowrap' }}>
          and {second}
        </Text>
      )}
    </>
  );
}
