import { resolve } from 'node:path';
import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { parseCount } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { deviceOption, engineOption, oldFeaturesOption } from '#cli/shared-options.ts';
import type { Paint } from '#cli/terminal/paint.ts';
import { table } from '#cli/terminal/table.ts';
import type { NetworkRun } from '#shared/answers.ts';
import type { EngineChoice } from '#shared/engines.ts';
import { UserError } from '#shared/failure.ts';
import { count } from '#shared/format.ts';
import { FEATURES } from '#shared/settings/features.ts';

interface NetworkOptions {
  features?: string;
  /** The old name of `features`. */
  recipe?: string;
  weights?: string;
  input?: string;
  output?: string;
  engine?: EngineChoice;
  foldChannels?: boolean;
  /** The number of outputs. */
  classes?: number;
}

/** Describes a network, or runs it on an array. */
async function network(session: Session, name: string, options: NetworkOptions): Promise<void> {
  const { weights, input, output, engine, foldChannels, classes } = options;
  if (weights === undefined && input === undefined && output === undefined) {
    await describe(session, name, options.features ?? options.recipe);
    return;
  }
  if (weights === undefined || input === undefined || output === undefined) {
    throw new UserError(
      'usage',
      'To run a network, give all of --weights FILE, --input X.npy and --output Y.npy.',
    );
  }
  const files = { weights: resolve(weights), input: resolve(input), output: resolve(output) };
  const ran = await session.ask('networks.run', { name, ...files, engine, foldChannels, classes });
  session.result(ran, () => runReport(ran, session.paint));
}

function runReport(ran: NetworkRun, paint: Paint): string {
  const lines = [
    `${ran.path}  [${ran.output.join(', ')}] from [${ran.input.join(', ')}], ${ran.engine} (${ran.device}), ${Math.round(ran.milliseconds)} ms`,
  ];
  if (ran.weights?.folded) lines.push(`The channels of “${ran.weights.folded}” were summed into one.`);
  if (ran.weights !== null && ran.weights.unused.length > 0)
    lines.push(
      paint.prose(`Layers of the file that the network does not have: ${ran.weights.unused.join(', ')}.`),
    );
  return lines.join('\n');
}

async function describe(session: Session, name: string, features: string | undefined): Promise<void> {
  const described = await session.ask('networks.describe', { name, features });
  const { paint } = session;
  session.result(described, () => {
    const { total, trainable } = described.parameters;
    return [
      table(
        [
          { head: 'layer', minWidth: 10 },
          { head: 'kind', minWidth: 8 },
          { head: 'output', right: true },
        ],
        described.layers.map((layer) => [layer.name, layer.kind, layer.output.join(' × ')]),
        paint.columns,
      ),
      paint.prose(
        `${described.name}, input ${described.input.join(' × ')}: ${count(total)} parameters, ` +
          `${count(trainable)} of them trainable; ` +
          `${(described.multiplyAdds / 1e6).toFixed(1)} million multiply-adds per clip`,
      ),
    ].join('\n\n');
  });
}

/** Its arguments and options. */
export const declareNetwork: DeclareCommand = ({ command, withSession }) => {
  command('network <name>', 'show the layers of a network, or run it on an array')
    .addOption(
      new Option(
        '--features <name>',
        'features that give the input shape [log-mel; thesis-mfcc for networks of the thesis]',
      ).choices(Object.keys(FEATURES)),
    )
    .addOption(oldFeaturesOption())
    .option('--weights <file>', 'run the network with these weights: .h5 of Keras, or .safetensors')
    .option('--input <file>', 'the input array: .npy, float32 [n, bands, frames, 1]')
    .option('--output <file>', 'write the probabilities to this file: .npy, float32 [n, emotions]')
    .option('--classes <n>', 'the number of emotions of the network [7]', parseCount)
    .addOption(engineOption())
    .addOption(deviceOption())
    .option('--fold-channels', 'sum the three channels of weights that were made for images')
    .action((name: string, options) => withSession(options, (session) => network(session, name, options)));
};
