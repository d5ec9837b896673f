import ts from 'typescript';

/** A text that a user may read. */
export interface FoundText {
  text: string;
  /** The line of its start in the file, from 1. */
  line: number;
  /** A command or code in a document. */
  isCode: boolean;
}

/** A single lower-case word is a name in the code, unless it is the value of one of these. */
const LABELS =
  /^(?:label|title|text|help|description|summary|placeholder|heading|hint|message|name|header|aria-label|aria-description|alt|tooltip|content|children|words|why|what)$/i;
const SQL = /^\s*(?:SELECT|INSERT|UPDATE|DELETE|CREATE|ALTER|DROP|PRAGMA|WITH|REPLACE|ATTACH)\b/;

/** String literals, templates and JSX text of a TypeScript file, without imports, keys, types and comparisons. */
export function textsOfTypeScript(fileName: string, source: string): FoundText[] {
  const kind = fileName.endsWith('x') ? ts.ScriptKind.TSX : ts.ScriptKind.TS;
  const file = ts.createSourceFile(fileName, source, ts.ScriptTarget.Latest, true, kind);
  const found: FoundText[] = [];
  const add = (node: ts.Node, text: string) => {
    const line = file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
    if (!SQL.test(text)) found.push({ text, line, isCode: false });
  };
  const visit = (node: ts.Node) => {
    if (ts.isJsxText(node)) {
      const text = collapse(node.text);
      if (text !== '') add(node, text);
    } else if (ts.isStringLiteral(node) || ts.isNoSubstitutionTemplateLiteral(node)) {
      if (isText(node)) add(node, node.text);
    } else if (ts.isTemplateExpression(node)) {
      // An embedded expression becomes an ellipsis.
      add(node, [node.head.text, ...node.templateSpans.map(({ literal }) => literal.text)].join('…'));
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  return found;
}

function isText(node: ts.StringLiteral | ts.NoSubstitutionTemplateLiteral): boolean {
  const { parent, text } = node;
  if (
    ts.isImportDeclaration(parent) ||
    ts.isExportDeclaration(parent) ||
    ts.isExternalModuleReference(parent) ||
    ts.isLiteralTypeNode(parent) ||
    ts.isElementAccessExpression(parent) ||
    ts.isCaseClause(parent) ||
    (ts.isBinaryExpression(parent) && parent.operatorToken.kind === ts.SyntaxKind.EqualsEqualsEqualsToken) ||
    (ts.isBinaryExpression(parent) &&
      parent.operatorToken.kind === ts.SyntaxKind.ExclamationEqualsEqualsToken) ||
    (ts.isPropertyAssignment(parent) && parent.name === node) ||
    (ts.isCallExpression(parent) && parent.expression.kind === ts.SyntaxKind.ImportKeyword)
  ) {
    return false;
  }
  if (/\s/.test(text.trim()) || /^[A-ZÄÖÜ]/.test(text)) return true;
  if (ts.isPropertyAssignment(parent) || ts.isJsxAttribute(parent)) return LABELS.test(parent.name.getText());
  // A word in `{running ? 'running' : 'waiting'}` of a page is text.
  let outer: ts.Node = parent;
  while (ts.isConditionalExpression(outer) || ts.isParenthesizedExpression(outer)) outer = outer.parent;
  return ts.isJsxExpression(outer) && (ts.isJsxElement(outer.parent) || ts.isJsxFragment(outer.parent));
}

/** The lines of a Markdown document with its code blocks, without inline code and addresses. */
export function textsOfMarkdown(source: string): FoundText[] {
  let fenced = false;
  return withoutInlineCode(source)
    .split('\n')
    .flatMap((text, index) => {
      if (/^\s*```/.test(text)) {
        fenced = !fenced;
        return [];
      }
      return text.trim() === '' ? [] : [{ text, line: index + 1, isCode: fenced }];
    });
}

/** Inline code can continue in the next line. Line numbers are kept. */
function withoutInlineCode(source: string): string {
  const lineBreaks = (text: string) => '\n'.repeat(text.split('\n').length - 1);
  return source
    .split(/(^```[\s\S]*?^```)/m)
    .map((part) =>
      part.startsWith('```')
        ? part
        : part
            .replace(/`[^`]+`/g, (code) => (code.includes('\n\n') ? code : `…${lineBreaks(code)}`))
            .replace(/\]\([^)\s]*\)/g, ']'),
    )
    .join('');
}

const collapse = (text: string) => text.replace(/\s+/g, ' ').trim();
