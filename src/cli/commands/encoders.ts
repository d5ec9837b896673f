import type { DeclareCommand } from '#cli/command-declaration.ts';
import { installableAction, removedText } from '#cli/installable-action.ts';
import type { Session } from '#cli/session.ts';
import { encoderText } from '#cli/terminal/encoder-text.ts';
import { ENCODER_PREFIX } from '#shared/encoders.ts';

interface EncoderOptions {
  acceptLicence?: boolean;
}

/** Lists, adds, downloads or removes encoders. A download is the consent to contact the addresses that the list shows. */
async function encoders(
  session: Session,
  args: readonly string[],
  { acceptLicence = false }: EncoderOptions,
): Promise<void> {
  const { paint } = session;
  const wanted = installableAction('encoders', args);
  if (wanted.action === 'list') {
    const list = await session.ask('encoders.list', {});
    session.result(list, () => list.map((encoder) => encoderText(encoder, paint)).join('\n\n'));
    return;
  }
  const { name } = wanted;
  if (wanted.action === 'remove') {
    const removed = await session.ask('encoders.remove', { name });
    session.result(removed, () => removedText('encoder', removed));
    return;
  }
  const added =
    wanted.action === 'add'
      ? await session.ask('encoders.add', { name, path: wanted.path, acceptLicence })
      : await session.ask('encoders.download', { name, acceptLicence });
  session.result(
    added,
    () => `${encoderText(added, paint)}\nTrain with: --features ${ENCODER_PREFIX}${name}`,
  );
}

/** Its arguments and options. */
export const declareEncoders: DeclareCommand = ({ command, withSession }) => {
  command('encoders [action...]', 'list, add, download or remove pretrained encoders')
    .addHelpText(
      'after',
      '\nActions:\n  list                  show all encoders with their licences (default)\n  add NAME FILE|FOLDER  copy the files of an encoder that you have\n  download NAME         download its files from the address in the list\n  remove NAME           remove its files',
    )
    .option('--accept-licence', 'accept a licence that does not allow commercial use')
    .action((action: string[], options) =>
      withSession(options, (session) => encoders(session, action, options)),
    );
};
