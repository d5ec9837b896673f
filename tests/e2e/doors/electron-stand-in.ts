import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { chromium, type Page } from '@playwright/test';
import { browserSwitches, type OpenedDoor, type OpeningOptions } from './opened-door.ts';
import { type Program, startProgram, waitFor } from './program.ts';
import { rememberSize } from './remember-size.ts';
import { REPOSITORY } from './repository.ts';

interface Endpoint {
  wsEndpoint: string;
  controlUrl: string;
  controlToken: string;
}

/** Opens the Electron door without Electron: the built main and preload scripts under Node, with a headless Chromium. */
export async function openElectronStandIn(standIn: string, options: OpeningOptions): Promise<OpenedDoor> {
  const { dataFolder, browser, microphone, size, colorScheme, environment, files: given = [] } = options;
  const folder = mkdtempSync(join(tmpdir(), 'neural-ser-stand-in-'));
  const files = {
    endpoint: join(folder, 'endpoint.json'),
    record: join(folder, 'record.jsonl'),
    dialogs: join(folder, 'dialogs.json'),
  };
  rememberSize(dataFolder, size);
  const program = startProgram(
    process.execPath,
    ['--import', standIn, 'out/main/index.js', '--data', dataFolder, ...given],
    {
      cwd: REPOSITORY,
      env: {
        ...process.env,
        ...environment,
        ELECTRON_STAND_IN_CHROMIUM: browser,
        ELECTRON_STAND_IN_CHROMIUM_ARGS: browserSwitches(microphone).join(' '),
        ELECTRON_STAND_IN_ENDPOINT_FILE: files.endpoint,
        ELECTRON_STAND_IN_RECORD: files.record,
        ELECTRON_STAND_IN_DIALOGS: files.dialogs,
        ELECTRON_STAND_IN_CONTROL: '1',
      },
    },
  );
  void program.ended.then(() => rmSync(folder, { recursive: true, force: true }));
  const endpoint = await waitFor(program, 'an endpoint', () =>
    existsSync(files.endpoint) ? (JSON.parse(readFileSync(files.endpoint, 'utf8')) as Endpoint) : null,
  );
  const connect = async () => {
    const connection = await chromium.connectOverCDP(endpoint.wsEndpoint);
    const [context] = connection.contexts();
    const found = await waitFor(program, 'a page', () => context?.pages().find(isOurs));
    await found.emulateMedia({ colorScheme });
    return found;
  };
  const page = await connect();
  const answers: (Record<string, unknown> | null)[] = [];
  // The record can be read until the program ends, which removes the folder.
  const recorded = () =>
    existsSync(files.record)
      ? readFileSync(files.record, 'utf8')
          .trim()
          .split('\n')
          .map((line) => JSON.parse(line) as { kind: string })
      : [];
  return {
    kind: 'electron',
    runtime: 'stand-in for Electron',
    page,
    pageAgain: connect,
    dataFolder,
    desktop: {
      answerDialogs: async (...results) => {
        // The file holds all answers since the start; used answers stay in place.
        answers.push(...results);
        writeFileSync(files.dialogs, JSON.stringify(answers));
      },
      clickMenu: (...path) => control(endpoint, program, '/menu/click', { path }),
      recorded: async () => recorded(),
    },
    said: program.said,
    end: program.end,
    ended: program.ended,
  };
}

const isOurs = (page: Page) => page.url().includes('index.html');

async function control({ controlUrl, controlToken }: Endpoint, program: Program, path: string, body: object) {
  const response = await fetch(`${controlUrl}${path}`, {
    method: 'POST',
    headers: { authorization: `Bearer ${controlToken}` },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${path}: ${await response.text()}\n${program.said()}`);
}
