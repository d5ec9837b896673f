import { globSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import manifest from '../../../package.json' with { type: 'json' };

const root = fileURLToPath(new URL('../../../', import.meta.url));
const read = (path: string) => parse(readFileSync(`${root}${path}`, 'utf8'));

interface Element {
  type: string;
  id?: string;
  attributes: { label?: string; options?: unknown[] };
  validations?: { required?: boolean };
}

describe('the files for GitHub', () => {
  const forms = globSync('.github/ISSUE_TEMPLATE/*.yml', { cwd: root }).filter(
    (path) => !path.endsWith('config.yml'),
  );

  it('are issue forms for a bug, a corpus and a network', () => {
    expect(forms.map((path) => path.split(/[/\\]/).at(-1)).sort()).toEqual([
      'bug.yml',
      'new-corpus.yml',
      'new-network.yml',
    ]);
  });

  it.each(forms)('%s has the keys that GitHub requires', (path) => {
    const form = read(path) as { name: string; description: string; body: Element[] };
    expect(form.name).toBeTypeOf('string');
    expect(form.description).toBeTypeOf('string');
    const inputs = form.body.filter(({ type }) => type !== 'markdown');
    expect(inputs.length).toBeGreaterThan(0);
    for (const { type, id, attributes } of inputs) {
      expect(['input', 'textarea', 'dropdown', 'checkboxes']).toContain(type);
      expect(id).toMatch(/^[a-z-]+$/);
      expect(attributes.label).toBeTypeOf('string');
      // YAML reads a bare `Yes` as a boolean, which GitHub refuses.
      if (type === 'dropdown') {
        expect(attributes.options?.every((option) => typeof option === 'string' && option !== '')).toBe(true);
      }
    }
    expect(new Set(inputs.map(({ id }) => id)).size).toBe(inputs.length);
    expect(inputs.some(({ validations }) => validations?.required)).toBe(true);
  });

  it('test on three systems, with the Node of .nvmrc and no secret', () => {
    const path = '.github/workflows/ci.yml';
    const { jobs, permissions } = read(path);
    expect(jobs.test.strategy.matrix.os).toEqual(['ubuntu-latest', 'macos-latest', 'windows-latest']);
    expect(permissions).toEqual({ contents: 'read' });
    expect(readFileSync(`${root}${path}`, 'utf8')).not.toContain('secrets.');
    expect(manifest.devDependencies.node).toMatch(
      new RegExp(`^\\^${readFileSync(`${root}.nvmrc`, 'utf8').trim()}\\.`),
    );
  });

  it('make a draft of a release with what package.json has, and name secrets only to sign', () => {
    const path = '.github/workflows/release.yml';
    const { jobs, permissions } = read(path) as {
      jobs: Record<string, { steps: { name?: string; run?: string; env?: Record<string, string> }[] }>;
      permissions: unknown;
    };
    expect(permissions).toEqual({ contents: 'read' });
    const steps = Object.values(jobs).flatMap((job) => job.steps);
    const scripts = steps.flatMap(({ run = '' }) =>
      [...run.matchAll(/npm run ([\w:]+)/g)].map(([, name]) => name),
    );
    expect(scripts).toEqual(['e2e', 'package', 'e2e', 'unit', 'package']);
    for (const name of scripts) expect(manifest.scripts).toHaveProperty(name!);
    const withSecrets = steps.filter(({ env = {}, run = '' }) =>
      `${Object.values(env)}${run}`.includes('secrets.'),
    );
    expect(withSecrets.map(({ name }) => name)).toEqual(['Signing, where its secrets are present']);
    expect(steps.at(-1)?.run).toContain('--draft');
  });

  it('cite the program with its version and licence', () => {
    const citation = read('CITATION.cff');
    expect(citation).toMatchObject({
      'cff-version': '1.2.0',
      title: 'neural-SER',
      version: manifest.version,
      license: manifest.license,
    });
    expect(citation.message).toBeTypeOf('string');
    expect(citation.authors.length).toBeGreaterThan(0);
  });
});
