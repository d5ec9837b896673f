import { Button, Group, Skeleton, Text } from '@mantine/core';
import { useState } from 'react';
import { Link } from 'react-router';
import { useAction, useLastingAction } from '#renderer/client/use-action.ts';
import { useRequest } from '#renderer/client/use-request.ts';
import { InstallableCard } from '#renderer/parts/installable/installable-card.tsx';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { ProgressLine } from '#renderer/parts/notes/progress-line.tsx';
import { MODEL_PREFIX, type ReadyMadeStatus } from '#shared/ready-made.ts';
import { AddModelDialog } from './add-model-dialog.tsx';
import { EvaluateModelDialog } from './evaluate-model-dialog.tsx';
import { Section } from './section.tsx';

/** The ready-made models: which are installed, their labels and licences, and what can be done with them. */
export function ModelsPanel() {
  const list = useRequest('readyMade.list', {});
  const add = useLastingAction('readyMade.add', 'own');
  const [adding, setAdding] = useState(false);
  return (
    <Section
      title="Models"
      about="Ready-made networks that give emotions themselves, without training. Test one on your own clips before you trust it. No address is contacted before you start a download."
    >
      <FailureNote failure={list.failure} />
      <FailureNote failure={add.failure} onClose={add.clear} />
      {add.running ? (
        <ProgressLine progress={add.progress} label="Adding …" onCancel={add.cancel} />
      ) : (
        <Group>
          <Button variant="default" size="xs" onClick={() => setAdding(true)}>
            Add a model of your own …
          </Button>
        </Group>
      )}
      {adding && (
        <AddModelDialog onClose={() => setAdding(false)} onAdd={(request) => void add.run(request)} />
      )}
      {list.data === undefined ? (
        <Skeleton height={300} />
      ) : (
        list.data.map((model) => <Model key={model.name} model={model} />)
      )}
    </Section>
  );
}

function Model({ model }: { model: ReadyMadeStatus }) {
  const { name, labels, values, own } = model;
  const evaluate = useLastingAction('readyMade.evaluate', name);
  const [evaluating, setEvaluating] = useState(false);
  const isDimensional = values === 'dimensions';
  return (
    <>
      <InstallableCard
        item={model}
        what="model"
        own={own}
        add={useLastingAction('readyMade.add', name)}
        download={useLastingAction('readyMade.download', name)}
        remove={useAction('readyMade.remove')}
        removal="Runs that tested it stay, but cannot predict until you add it again."
        facts={
          <Text size="sm">
            {isDimensional ? 'Gives' : 'Labels'}: {labels.join(', ')}.
          </Text>
        }
        actions={
          <>
            <Button
              size="xs"
              component={Link}
              to={`/predict?run=${encodeURIComponent(`${MODEL_PREFIX}${name}`)}`}
            >
              Predict
            </Button>
            {!isDimensional && (
              <Button size="xs" variant="default" onClick={() => setEvaluating(true)}>
                Evaluate …
              </Button>
            )}
          </>
        }
      />
      {evaluating && (
        <EvaluateModelDialog model={model} evaluate={evaluate} onClose={() => setEvaluating(false)} />
      )}
    </>
  );
}
