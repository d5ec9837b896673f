import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import SqliteDatabase, { type Database } from 'better-sqlite3';
import { describe, expect, onTestFinished, test } from 'vitest';
import { experimentLogOver, openExperimentLog } from '#core/database/experiment-log.ts';
import { APPLICATION_ID, MIGRATIONS, SCHEMA_VERSION } from '#core/database/migrate.ts';
import { LOG_FILE, openDatabase } from '#core/database/open-database.ts';
import { openLog, sampleClip, sampleEpoch, sampleRun, temporaryFolder } from './sample-run.ts';

const AT = new Date('2026-11-22T15:30:45Z');

/** A folder with a closed log of one run, larger than a few pages. */
function folderWithLog(): { folder: string; path: string; id: string } {
  const folder = temporaryFolder();
  const log = openExperimentLog(folder);
  const clips = Array.from({ length: 200 }, (_, index) => sampleClip(index));
  const id = log.createRun(sampleRun({ clips }));
  log.close();
  return { folder, path: join(folder, LOG_FILE), id };
}

describe('opening', () => {
  test('creates folders and file with strict tables, WAL, foreign keys and full sync', () => {
    const folder = join(temporaryFolder(), 'a', 'é b');
    const { db, quarantined } = openDatabase(folder);
    onTestFinished(() => {
      db.close();
    });
    expect(quarantined).toBeNull();
    const pragma = (name: string) => db.pragma(name, { simple: true });
    expect([pragma('journal_mode'), pragma('foreign_keys'), pragma('synchronous')]).toEqual(['wal', 1, 2]);
    expect([pragma('application_id'), pragma('user_version')]).toEqual([APPLICATION_ID, SCHEMA_VERSION]);
    const loose = db.prepare(`SELECT name FROM pragma_table_list WHERE schema = 'main' AND type = 'table'
      AND strict = 0 AND name NOT LIKE 'sqlite_%'`);
    expect(loose.all()).toEqual([]);
    const unindexed = db.prepare('PRAGMA foreign_key_check').all();
    expect(unindexed).toEqual([]);
  });

  test('an empty file becomes a new log', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, LOG_FILE), '');
    const log = openLog(folder);
    expect([log.quarantined, log.listRuns()]).toEqual([null, []]);
  });

  test('two logs on one file see each other’s changes', () => {
    const folder = temporaryFolder();
    const one = openLog(folder);
    const two = openLog(folder);
    const id = one.createRun(sampleRun());
    two.addEpoch(id, sampleEpoch(1));
    expect(one.showRun(id)).toEqual(two.showRun(id));
    expect(one.showRun(id).epochs).toHaveLength(1);
  });
});

describe('a database that must not be changed', () => {
  test('of a newer program is rejected and no byte changes', () => {
    const { folder, path } = folderWithLog();
    const db = new SqliteDatabase(path);
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    db.close();
    const before = readFileSync(path);
    expect(() => openExperimentLog(folder)).toThrow(expect.objectContaining({ code: 'log-too-new' }));
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual([LOG_FILE]);
  });

  test('of a newer program is rejected when the version is only in the write-ahead log', () => {
    const { folder, path } = folderWithLog();
    const db = new SqliteDatabase(path);
    onTestFinished(() => {
      db.close();
    });
    db.pragma('wal_autocheckpoint = 0');
    db.pragma(`user_version = ${SCHEMA_VERSION + 1}`);
    expect(readFileSync(path).readUInt32BE(60)).toBe(SCHEMA_VERSION);
    expect(() => openExperimentLog(folder)).toThrow(expect.objectContaining({ code: 'log-too-new' }));
  });

  const theirs: [string, (db: Database) => void][] = [
    ['without a version', () => undefined],
    ['with a version', (db) => void db.pragma('user_version = 7')],
    [
      'with many tables',
      (db) => {
        for (let i = 0; i < 300; i++) db.exec(`CREATE TABLE "table ${i} ${'x'.repeat(200)}" (a)`);
      },
    ],
    ['with a write-ahead log', (db) => void db.pragma('journal_mode = WAL')],
    [
      'with an application id and no tables',
      (db) => {
        db.exec('DROP TABLE theirs');
        db.pragma('application_id = 7');
      },
    ],
  ];
  test.each(theirs)('of another program %s is rejected, and no byte changes', (_, change) => {
    const folder = temporaryFolder();
    const path = join(folder, LOG_FILE);
    const db = new SqliteDatabase(path);
    db.exec('CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)');
    change(db);
    db.close();
    const before = readFileSync(path);
    expect(() => openExperimentLog(folder)).toThrow(expect.objectContaining({ code: 'not-a-log' }));
    expect(readFileSync(path)).toEqual(before);
    expect(readdirSync(folder)).toEqual([LOG_FILE]);
  });

  test('of another program is rejected when its tables are only in the write-ahead log', () => {
    const folder = temporaryFolder();
    const path = join(folder, LOG_FILE);
    const db = new SqliteDatabase(path);
    onTestFinished(() => {
      db.close();
    });
    db.pragma('journal_mode = WAL');
    db.pragma('wal_autocheckpoint = 0');
    db.exec('CREATE TABLE theirs (a)');
    const files = () => ['', '-wal'].map((end) => readFileSync(path + end));
    const before = files();
    expect(() => openExperimentLog(folder)).toThrow(expect.objectContaining({ code: 'not-a-log' }));
    expect(files()).toEqual(before);
  });
});

describe('renames a damaged database and creates a new one', () => {
  const damages: [string, (path: string) => void][] = [
    ['text', (path) => writeFileSync(path, 'this was never a database, '.repeat(100))],
    ['cut in half', (path) => truncateSync(path, Math.floor(statSync(path).size / 8192) * 4096)],
    [
      'overwritten in the middle',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0xa5, 4096, 20 * 4096);
        writeFileSync(path, bytes);
      },
    ],
    [
      'of a broken schema',
      (path) => {
        const bytes = readFileSync(path);
        bytes.fill(0xff, 100, 4096);
        writeFileSync(path, bytes);
      },
    ],
  ];
  test.each(damages)('%s', (_, damage) => {
    const { folder, path } = folderWithLog();
    damage(path);
    writeFileSync(`${path}-wal`, 'left behind');
    const broken = readFileSync(path);
    const log = openLog(folder, { now: () => AT });
    expect(log.quarantined).toBe(join(folder, 'laboratory-damaged-20261122-153045.sqlite'));
    expect(readFileSync(log.quarantined!)).toEqual(broken);
    expect(log.listRuns()).toEqual([]);
    expect(log.showRun(log.createRun(sampleRun())).status).toBe('waiting');
    expect(openLog(folder).quarantined).toBeNull();
  });

  test('with a write-ahead log that holds runs missing in the database', () => {
    const { folder, path } = folderWithLog();
    const crashed = temporaryFolder();
    const { db } = openDatabase(folder);
    const writer = experimentLogOver(db, null);
    db.pragma('wal_autocheckpoint = 0');
    writer.createRun(sampleRun({ name: 'only in the write-ahead log' }));
    for (const end of ['', '-wal']) copyFileSync(path + end, join(crashed, LOG_FILE + end));
    writer.close();

    const bytes = readFileSync(join(crashed, LOG_FILE));
    bytes.fill(0xa5, 20 * 4096, 40 * 4096);
    writeFileSync(join(crashed, LOG_FILE), bytes);
    const walBefore = readFileSync(join(crashed, `${LOG_FILE}-wal`));
    expect(walBefore.includes('only in the write-ahead log')).toBe(true);
    const log = openLog(crashed, { now: () => AT });
    expect(log.listRuns()).toEqual([]);
    expect(readFileSync(log.quarantined!)).toEqual(bytes);
    expect(readFileSync(`${log.quarantined}-wal`)).toEqual(walBefore);
  });

  test('but keeps every run of an intact database that a crash left with its write-ahead log', () => {
    const { folder, path, id } = folderWithLog();
    const crashed = temporaryFolder();
    const { db } = openDatabase(folder);
    const writer = experimentLogOver(db, null);
    db.pragma('wal_autocheckpoint = 0');
    const late = writer.createRun(sampleRun());
    for (const end of ['', '-wal']) copyFileSync(path + end, join(crashed, LOG_FILE + end));
    writer.close();
    const log = openLog(crashed);
    expect(log.quarantined).toBeNull();
    expect(
      log
        .listRuns()
        .map((run) => run.id)
        .sort(),
    ).toEqual([id, late].sort());
  });

  test('never overwrites an earlier damaged database', () => {
    const folder = temporaryFolder();
    const found: (string | null)[] = [];
    for (const text of ['one', 'two', 'three']) {
      writeFileSync(join(folder, LOG_FILE), text.repeat(1000));
      const log = openExperimentLog(folder, { now: () => AT });
      found.push(log.quarantined);
      log.close();
    }
    expect(found.map((path) => readFileSync(path!, 'utf8').slice(0, 3))).toEqual(['one', 'two', 'thr']);
  });

  test.each(['missing', 'empty'])('keeps a write-ahead log whose database is %s', (state) => {
    const folder = temporaryFolder();
    if (state === 'empty') writeFileSync(join(folder, LOG_FILE), '');
    writeFileSync(join(folder, `${LOG_FILE}-wal`), 'runs may be in here');
    const log = openLog(folder, { now: () => AT });
    expect(readFileSync(log.quarantined!, 'utf8')).toBe('runs may be in here');
  });
});

describe('rejects a folder that is not writable', () => {
  const refused = expect.objectContaining({ name: 'UserError', code: 'folder-not-writable' });

  test('a file in place of the folder', () => {
    const folder = temporaryFolder();
    writeFileSync(join(folder, 'file'), '');
    expect(() => openExperimentLog(join(folder, 'file'))).toThrow(refused);
    expect(() => openExperimentLog(join(folder, 'file', 'below'))).toThrow(refused);
  });

  test('a folder in place of the log', () => {
    const folder = temporaryFolder();
    mkdirSync(join(folder, LOG_FILE));
    expect(() => openExperimentLog(folder)).toThrow(refused);
  });

  test.skipIf(process.platform === 'win32')(
    'a named pipe in place of the log, without waiting for it',
    () => {
      for (const name of [LOG_FILE, `${LOG_FILE}-wal`, `${LOG_FILE}-shm`, `${LOG_FILE}-journal`]) {
        const { folder } = folderWithLog();
        rmSync(join(folder, name), { force: true });
        execFileSync('mkfifo', [join(folder, name)]);
        // In a process that can be killed: waiting for a pipe blocks the thread.
        const code = `
        import { openExperimentLog } from '#core/database/experiment-log.ts';
        try { openExperimentLog(${JSON.stringify(folder)}).close(); console.log('opened'); } catch (error) { console.log(error.code); }`;
        const options = { timeout: 20_000, encoding: 'utf8' } as const;
        const said = execFileSync(process.execPath, ['--input-type=module-typescript', '-e', code], options);
        expect([name, said.trim()]).toEqual([name, 'folder-not-writable']);
      }
    },
  );

  test.skipIf(process.getuid?.() === 0 || process.platform === 'win32')(
    'a read-only folder (not as root)',
    () => {
      const { folder, path } = folderWithLog();
      chmodSync(path, 0o444);
      chmodSync(folder, 0o555);
      onTestFinished(() => chmodSync(folder, 0o755));
      expect(() => openExperimentLog(folder)).toThrow(refused);
    },
  );

  test('a read-only file, at the first write', () => {
    const { path, id } = folderWithLog();
    const log = experimentLogOver(new SqliteDatabase(path, { readonly: true }), null);
    onTestFinished(() => log.close());
    expect(log.showRun(id).name).toBe('first try');
    expect(() => log.addEpoch(id, sampleEpoch(1))).toThrow(refused);
  });
});

test('reports a full disk and keeps earlier records', () => {
  const { folder, id } = folderWithLog();
  const { db } = openDatabase(folder);
  const log = experimentLogOver(db, null);
  onTestFinished(() => log.close());
  db.pragma(`max_page_count = ${db.pragma('page_count', { simple: true })}`);
  const clips = Array.from({ length: 5000 }, (_, index) => sampleClip(index + 1000));
  const full = expect.objectContaining({ name: 'UserError', code: 'disk-full' });
  expect(() => log.createRun(sampleRun({ clips }))).toThrow(full);
  for (let index = 0; index < 499; index++) {
    log.scanMemory.remember(`/${index}`, 1, 1, {
      version: 1,
      sound: null,
      problem: { code: 'empty', reason: 'x'.repeat(200) },
    });
  }
  expect(() => log.scanMemory.flush()).toThrow(full);
  expect(log.listRuns().map((run) => run.id)).toEqual([id]);
  db.pragma('max_page_count = 1000000');
  log.scanMemory.flush();
  expect(log.scanMemory.recall('/498', 1, 1)?.problem?.code).toBe('empty');
});

test('reports a locked log', () => {
  const { folder, path, id } = folderWithLog();
  const { db } = openDatabase(folder);
  const log = experimentLogOver(db, null);
  const other = new SqliteDatabase(path);
  onTestFinished(() => {
    other.close();
    log.close();
  });
  db.pragma('busy_timeout = 50');
  other.exec('BEGIN IMMEDIATE');
  expect(() => log.addEpoch(id, sampleEpoch(1))).toThrow(expect.objectContaining({ code: 'log-busy' }));
  expect(log.showRun(id).epochs).toEqual([]);
  other.exec('ROLLBACK');
  log.addEpoch(id, sampleEpoch(1));
  expect(log.showRun(id).epochs).toHaveLength(1);
});

test('migrations are numbered from 1 without gaps', () => {
  expect(MIGRATIONS.map(({ version }) => version)).toEqual(MIGRATIONS.map((_, index) => index + 1));
});

test('the closed file can be deleted', () => {
  const { folder, path } = folderWithLog();
  expect(readdirSync(folder)).toEqual([LOG_FILE]);
  rmSync(path);
  expect(existsSync(path)).toBe(false);
});
