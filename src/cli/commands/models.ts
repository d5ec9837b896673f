import { Option } from 'commander';
import type { DeclareCommand } from '#cli/command-declaration.ts';
import { installableAction, removedText } from '#cli/installable-action.ts';
import { parseNumber } from '#cli/option-values.ts';
import type { Session } from '#cli/session.ts';
import { encoderText } from '#cli/terminal/encoder-text.ts';
import type { Paint } from '#cli/terminal/paint.ts';
import { UserError } from '#shared/failure.ts';
import { plainText } from '#shared/plain-text.ts';
import { MODEL_PREFIX, type ModelDescription, type ReadyMadeStatus } from '#shared/ready-made.ts';
import { ENCODER_NORMALISATIONS, MODEL_VALUES } from '#shared/settings/encoder-features.ts';

interface ModelsOptions {
  acceptLicence?: boolean;
  /** What a model of the user gives: its labels in order, separated by commas. */
  labels?: string;
  values?: ModelDescription['values'];
  normalise?: ModelDescription['normalise'];
  output?: string;
  seconds?: number;
}

/** Lists, adds, downloads or removes ready-made models. A download is the consent to contact the addresses that the list shows. */
async function models(
  session: Session,
  args: readonly string[],
  { acceptLicence = false, labels, values, normalise, output, seconds }: ModelsOptions,
): Promise<void> {
  const { paint } = session;
  const described = { labels, values, normalise, output, seconds };
  const isDescribed = Object.values(described).some((value) => value !== undefined);
  const wanted = installableAction('models', args);
  if (isDescribed && wanted.action !== 'add')
    throw new UserError('usage', '--labels and other facts about a model are for “models add”.');
  if (wanted.action === 'list') {
    const list = await session.ask('readyMade.list', {});
    session.result(list, () => list.map((model) => modelText(model, paint)).join('\n\n'));
    return;
  }
  const { name } = wanted;
  if (wanted.action === 'remove') {
    const removed = await session.ask('readyMade.remove', { name });
    session.result(removed, () => removedText('model', removed));
    return;
  }
  const added =
    wanted.action === 'add'
      ? await session.ask('readyMade.add', {
          name,
          path: wanted.path,
          description: isDescribed ? await describedModel(session, wanted.path, described) : null,
          acceptLicence,
        })
      : await session.ask('readyMade.download', { name, acceptLicence });
  session.result(
    added,
    () => `${modelText(added, paint)}\nPredict with: predict FILE --run ${MODEL_PREFIX}${name}`,
  );
}

/** What was found beside a file, with the options in its place. */
async function describedModel(
  session: Session,
  path: string,
  { labels, ...options }: Omit<ModelsOptions, 'acceptLicence'>,
): Promise<ModelDescription> {
  const { description } = await session.ask('readyMade.find', { path });
  const given = Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined));
  const written = labels?.split(',').map((label) => label.trim());
  if (written === undefined && description === null)
    throw new UserError('usage', 'Name the labels of the model in their order: --labels neutral,happy,sad.');
  // Missing parts get their defaults in the laboratory.
  return { ...description, ...given, labels: written ?? description?.labels } as ModelDescription;
}

function modelText(model: ReadyMadeStatus, paint: Paint): string {
  const what = model.values === 'dimensions' ? 'gives' : 'labels';
  return encoderText(model, paint, [{ label: what, text: model.labels.map(plainText).join(', ') }]);
}

/** Its arguments and options. */
export const declareModels: DeclareCommand = ({ command, withSession }) => {
  command('models [action...]', 'list, add, download or remove ready-made models')
    .addHelpText(
      'after',
      '\nActions:\n  list                  show all models with labels and licences (default)\n  add NAME FILE|FOLDER  copy the files of a model that you have; another NAME\n                        adds a model of your own\n  download NAME         download its files from the address in the list\n  remove NAME           remove its files\n\nThen: predict FILE --run model:NAME, and evaluate model:NAME FOLDER',
    )
    .option('--accept-licence', 'accept a licence that does not allow commercial use')
    .option('--labels <list>', 'your own model: the labels of its values in order, such as neutral,happy,sad')
    .addOption(
      new Option('--values <name>', 'your own model: what its values are [logits]').choices(
        Object.keys(MODEL_VALUES),
      ),
    )
    .addOption(
      new Option('--normalise <name>', 'your own model: what is done with the samples before [none]').choices(
        Object.keys(ENCODER_NORMALISATIONS),
      ),
    )
    .option('--output <name>', 'your own model: the output of the network [the only one]')
    .option('--seconds <n>', 'your own model: a longer clip is cut to its middle [5]', parseNumber)
    .action((action: string[], options) =>
      withSession(options, (session) => models(session, action, options)),
    );
};
