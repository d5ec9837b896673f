import { installableAction, removedText } from '#cli/installable-action.ts';
import type { Session } from '#cli/session.ts';
import { encoderText } from '#cli/terminal/encoder-text.ts';
import type { Paint } from '#cli/terminal/paint.ts';
import { UserError } from '#shared/failure.ts';
import { plainText } from '#shared/plain-text.ts';
import { MODEL_PREFIX, type ModelDescription, type ReadyMadeStatus } from '#shared/ready-made.ts';

export interface ModelsOptions {
  acceptLicence?: boolean;
  /** What a model of the user gives: its labels in order, separated by commas. */
  labels?: string;
  values?: ModelDescription['values'];
  normalise?: ModelDescription['normalise'];
  output?: string;
  seconds?: number;
}

/** Lists, adds, downloads or removes ready-made models. A download is the consent to contact the addresses that the list shows. */
export async function models(
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
