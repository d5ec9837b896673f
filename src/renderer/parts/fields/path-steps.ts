/** One folder of a path. */
export interface PathStep {
  name: string;
  path: string;
}

/** The parent folders of an absolute path of any system, and the path itself: `/`, `/data`, `/data/voices`. */
export function pathSteps(path: string): PathStep[] {
  if (path === '') return [];
  const backslashes = /^[A-Za-z]:|^\\\\/.test(path);
  const separator = backslashes ? '\\' : '/';
  const share = /^\\\\[^\\]+\\[^\\]+/.exec(path)?.[0];
  const root = share ?? (backslashes ? `${path.slice(0, 2)}\\` : '/');
  const steps: PathStep[] = [{ name: root, path: root }];
  for (const name of path.slice(root.length).split(separator)) {
    if (name === '') continue;
    const above = steps[steps.length - 1].path;
    steps.push({ name, path: above.endsWith(separator) ? above + name : above + separator + name });
  }
  return steps;
}
