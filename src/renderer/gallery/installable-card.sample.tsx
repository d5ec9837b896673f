import { useAction } from '#renderer/client/use-action.ts';
import { InstallableCard } from '#renderer/parts/installable/installable-card.tsx';
import type { ReadyMadeStatus } from '#shared/ready-made.ts';
import type { Sample } from './sample.ts';
import { INSTALLED_MODEL, SAMPLE_MODEL } from './sample-models.ts';

function Of({ model }: { model: ReadyMadeStatus }) {
  return (
    <InstallableCard
      item={model}
      what="model"
      own={model.own}
      add={useAction('readyMade.add')}
      download={useAction('readyMade.download')}
      remove={useAction('readyMade.remove')}
      removal="Runs that tested it stay, but cannot predict until you add it again."
    />
  );
}

const NotInstalled = () => <Of model={SAMPLE_MODEL} />;
const Installed = () => <Of model={INSTALLED_MODEL} />;
const OfTheUser = () => <Of model={{ ...INSTALLED_MODEL, own: true, verified: true, title: 'my-model' }} />;

export const sample: Sample = {
  'Not installed': NotInstalled,
  Installed,
  'Of the user': OfTheUser,
};
