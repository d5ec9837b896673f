import { Anchor, Button } from '@mantine/core';
import { Link, useSearchParams } from 'react-router';
import { useRequest } from '#renderer/client/use-request.ts';
import { FailureNote } from '#renderer/parts/notes/failure-note.tsx';
import { PageHeader } from '#renderer/parts/page-header.tsx';
import { PAGES } from '#shared/pages.ts';
import { CorpusView } from './corpus-view.tsx';
import { recordAddress } from './record-address.ts';
import { SessionView } from './session-view.tsx';
import { StartView } from './start-view.tsx';

/** Records a corpus: the list of own corpora, the sheet of one, or the recordings of one of its speakers. */
export function RecordPage() {
  const [search] = useSearchParams();
  const name = search.get('corpus');
  return name === null ? <StartView /> : <OneCorpus key={name} name={name} speaker={search.get('speaker')} />;
}

function OneCorpus({ name, speaker }: { name: string; speaker: string | null }) {
  const { data: corpus, failure } = useRequest('ownCorpora.show', { name });
  if (corpus === undefined)
    return (
      <>
        <PageHeader title={PAGES.record.title} />
        <FailureNote failure={failure} />
        {failure !== null && (
          <Button component={Link} to={recordAddress()} variant="default" mt="sm">
            All recorded corpora
          </Button>
        )}
      </>
    );
  const chosen = corpus.speakers.find(({ code }) => code === speaker);
  if (speaker === null) return <CorpusView corpus={corpus} />;
  if (chosen !== undefined && chosen.consent !== null)
    return <SessionView key={chosen.code} corpus={corpus} code={chosen.code} />;
  return (
    <>
      <PageHeader title={PAGES.record.title} />
      <FailureNote
        failure={{
          code: 'no-consent',
          message:
            chosen === undefined
              ? `${corpus.name} has no speaker ${speaker}.`
              : `${speaker} has not consented. Nothing is recorded without consent.`,
        }}
      />
      <Anchor component={Link} to={recordAddress(name)} mt="sm" display="block">
        Speakers of {corpus.name}
      </Anchor>
    </>
  );
}
