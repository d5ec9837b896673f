import { Button } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { bytes } from '#shared/format.ts';
import { MODEL_PREFIX, type ReadyMadeStatus } from '#shared/ready-made.ts';
import { DownloadDialog } from './download-dialog.tsx';

/**
 * A button that downloads the ready-made model that is offered at the first start, after consent; a link to predict with it once a
 * model is installed.
 */
export function OfferedModel({ size = 'sm' }: { size?: 'sm' | 'md' }) {
  const { data } = useRequest('readyMade.list', {});
  const installed = data?.find((model) => model.installed !== null);
  const offered = data?.find((model) => model.offered);
  if (installed !== undefined) {
    return (
      <Button
        component={Link}
        to={`/predict?run=${encodeURIComponent(`${MODEL_PREFIX}${installed.name}`)}`}
        size={size}
        variant="default"
      >
        Predict with a ready-made model
      </Button>
    );
  }
  return offered === undefined ? null : <Offer model={offered} size={size} />;
}

function Offer({ model, size }: { model: ReadyMadeStatus; size: 'sm' | 'md' }) {
  const download = useLastingAction('readyMade.download', model.name);
  const [asking, setAsking] = useState(false);
  if (download.running)
    return <ProgressLine progress={download.progress} label="Downloading …" onCancel={download.cancel} />;
  return (
    <>
      <Button size={size} variant="default" onClick={() => setAsking(true)}>
        Download a ready-made model ({bytes(model.bytes)}) …
      </Button>
      <FailureNote failure={download.failure} onClose={download.clear} />
      {asking && (
        <DownloadDialog
          item={model}
          what="model"
          onClose={() => setAsking(false)}
          onDownload={(acceptLicence) => void download.run({ name: model.name, acceptLicence })}
        />
      )}
    </>
  );
}
