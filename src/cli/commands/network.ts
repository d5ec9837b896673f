import { resolve } from 'node:path';
import type { NetworkRun } from '../../shared/answers.ts';
import { UserError } from '../../shared/failure.ts';
import type { Session } from '../session.ts';
import type { Paint } from '../terminal/paint.ts';
import { table } from '../terminal/table.ts';

export interface NetworkOptions {
  recipe?: string;
  weights?: string;
  input?: string;
  output?: string;
  engine?: 'auto' | 'tensorflow' | 'wasm';
  foldChannels?: boolean;
}

/** Describes a network or, where an array is given, runs it on that. */
export async function network(session: Session, name: string, options: NetworkOptions): Promise<void> {
  const { weights, input, output, engine, foldChannels } = options;
  if (weights === undefined && input === undefined && output === undefined) {
    await describe(session, name, options.recipe);
    return;
  }
  if (weights === undefined || input === undefined || output === undefined) {
    throw new UserError(
      'usage',
      'To run a network, say --weights FILE, --input X.npy and --output Y.npy, all three.',
    );
  }
  const files = { weights: resolve(weights), input: resolve(input), output: resolve(output) };
  const ran = await session.ask('networks.run', { name, ...files, engine, foldChannels });
  session.result(ran, () => runReport(ran, session.paint));
}

function runReport(ran: NetworkRun, paint: Paint): string {
  const lines = [
    `${ran.path}  [${ran.output.join(', ')}] for [${ran.input.join(', ')}], ${ran.engine} (${ran.device}), ${Math.round(ran.milliseconds)} ms`,
  ];
  if (ran.weights?.folded) lines.push(`The channels of “${ran.weights.folded}” were summed into one.`);
  if (ran.weights !== null && ran.weights.unused.length > 0)
    lines.push(paint.prose(`In the file and not in the network: ${ran.weights.unused.join(', ')}.`));
  return lines.join('\n');
}

async function describe(session: Session, name: string, recipe: string | undefined): Promise<void> {
  const described = await session.ask('networks.describe', { name, recipe });
  const { paint } = session;
  session.result(described, () => {
    const { total, trainable } = described.parameters;
    return [
      table(
        [{ head: 'layer' }, { head: 'kind' }, { head: 'output', right: true }],
        described.layers.map((layer) => [layer.name, layer.kind, layer.output.join(' × ')]),
        paint.columns,
      ),
      paint.prose(
        `${described.name}, input ${described.input.join(' × ')}: ${total.toLocaleString('en')} parameters, ` +
          `${trainable.toLocaleString('en')} of them trainable; ` +
          `${(described.multiplyAdds / 1e6).toFixed(1)} million multiply-adds a clip`,
      ),
    ].join('\n\n');
  });
}
