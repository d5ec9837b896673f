import { Text } from '@mantine/core';
import type { RulePreview } from '#shared/corpus-rules.ts';
import { count } from '#shared/format.ts';
import { many } from '../corpus-labels.ts';
import classes from './rule.module.css';

/** What the rule makes of the folder: clips by label, speakers, and what is left out. */
export function RuleResult({ preview }: { preview: RulePreview }) {
  const { clips, files, labels, speakers, leftOut, complete } = preview;
  return (
    <>
      <div role="status">
        <Text fw={600} className="tabular">
          {count(clips)} of {many(files, 'file')} will be clips
        </Text>
        <Text size="sm" className="tabular">
          {labels.map(({ label, count: own }) => `${label} ${count(own)}`).join(', ')}
        </Text>
        {!complete && (
          <Text size="sm" c="dimmed">
            The folder is large: this preview covers only part of it. A scan reads all of it.
          </Text>
        )}
      </div>
      {clips > 0 && <Speakers speakers={speakers} clips={clips} />}
      {leftOut.length > 0 && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and the keyboard must reach it.
        <section className={classes.list} aria-label="Skipped files" tabIndex={0}>
          <table>
            <thead>
              <tr>
                <th scope="col">Skipped, because</th>
                <th scope="col">Files</th>
                <th scope="col">Such as</th>
              </tr>
            </thead>
            <tbody>
              {leftOut.map(({ reason, example, count: own }) => (
                <tr key={reason}>
                  <td>{reason}</td>
                  <td data-number className="tabular">
                    {count(own)}
                  </td>
                  <td>{example}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </section>
      )}
    </>
  );
}

function Speakers({ speakers, clips }: { speakers: RulePreview['speakers']; clips: number }) {
  const { total, unknown, most } = speakers;
  if (total === 0)
    return (
      <Text size="sm">
        No speakers. Without them, one voice can be in both training and test, and results say little about
        new voices.
      </Text>
    );
  const oneEmotion = most.filter(({ labels }) => labels === 1).length;
  return (
    <Text size="sm" className="tabular">
      {many(total, 'speaker')}:{' '}
      {most
        .slice(0, 12)
        .map(({ speaker, count: own }) => `${speaker} ${count(own)}`)
        .join(', ')}
      {total > 12 ? ', …' : ''}.{unknown > 0 && ` ${many(unknown, 'clip')} without a speaker.`}
      {oneEmotion > total / 2 &&
        ' Most of them have one emotion only: check that this part names the speaker.'}
      {total > 20 &&
        total > clips / 3 &&
        ' They have very few clips: check that this part names the speaker.'}
    </Text>
  );
}
