import { Text } from '@mantine/core';
import type { ClipRow } from '../../../shared/library.ts';
import { EmotionBadge } from '../../parts/emotion-badge.tsx';
import classes from './corpora.module.css';
import { LAYOUT_WORDS } from './corpus-words.ts';

/** All that is known of a clip, beside its picture where there is room. */
export function ClipFacts({ clip }: { clip: ClipRow }) {
  const facts: [string, string | null][] = [
    ['As published', clip.code],
    ['Corpus', clip.corpus],
    ['Layout', LAYOUT_WORDS[clip.layout]],
    ['Speaker', clip.speaker],
    ['Sex', clip.sex],
    ['Sentence', clip.sentence],
    ['Intensity', clip.intensity],
    ['Level', `${clip.levelDbfs.toFixed(1)} dBFS`],
    ['Channels', String(clip.channels)],
    ['Warning', clip.warning],
    ['Path', clip.path],
  ];
  return (
    <dl className={classes.facts}>
      <dt>Emotion</dt>
      <dd>
        <EmotionBadge emotion={clip.emotion} />
      </dd>
      {facts.map(([name, value]) =>
        value === null ? null : (
          <div key={name} className={classes.fact}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ),
      )}
      {clip.synthetic && (
        <div className={classes.wide}>
          <dt className="visually-hidden">Voice</dt>
          <Text component="dd" m={0} size="xs" c="dimmed">
            Made by the laboratory’s synthesizer, not by a person.
          </Text>
        </div>
      )}
    </dl>
  );
}
