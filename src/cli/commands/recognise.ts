import { resolve } from 'node:path';
import type { Recognition } from '../../shared/answers.ts';
import { EMOTIONS } from '../../shared/emotions.ts';
import type { Session } from '../session.ts';
import type { Paint } from '../terminal/paint.ts';
import { bar } from '../terminal/progress.ts';

export async function recognise(
  session: Session,
  files: string[],
  options: { run: string; timeline?: boolean; hop?: number },
): Promise<void> {
  const results = await session.ask('recognise.files', {
    run: options.run,
    files: files.map((file) => resolve(file)),
    timeline: options.timeline ?? false,
    hopSeconds: options.hop,
  });
  session.result(results, () => results.map((result) => recognitionText(result, session.paint)).join('\n\n'));
  if (results.every((result) => 'problem' in result)) process.exitCode = 1;
}

/** The emotion, its seven probabilities as bars, and the timeline where there is one. */
export function recognitionText(result: Recognition, paint: Paint): string {
  if ('problem' in result) return `${result.path}\n  ${paint.warn(result.problem)}`;
  const lines = [
    `${result.path}\n  ${paint.strong(result.emotion)}  ${paint.faint(`${result.milliseconds.toFixed(0)} ms`)}`,
  ];
  if (result.warning !== undefined) lines.push(`  ${paint.warn(result.warning)}`);
  for (const emotion of EMOTIONS) {
    const share = result.probabilities[emotion];
    lines.push(`  ${emotion.padEnd(9)} ${bar(share, 20)} ${`${(100 * share).toFixed(1)} %`.padStart(7)}`);
  }
  for (const entry of result.timeline ?? []) {
    const span = `${entry.startSeconds.toFixed(1)} – ${entry.endSeconds.toFixed(1)} s`;
    lines.push(`  ${span.padStart(16)}  ${entry.emotion ?? paint.faint('nobody speaks')}`);
  }
  return lines.join('\n');
}
