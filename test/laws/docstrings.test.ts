/** What other projects may import says what it is: every export of the four front files has a docstring. */
import { readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import ts from 'typescript';
import { describe, expect, it } from 'vitest';

type Reader = (file: string) => string;
const fromDisk: Reader = (file) => readFileSync(file, 'utf8');

const known = new Map<string, ts.SourceFile>();
function parsed(file: string, read: Reader): ts.SourceFile {
  const text = read(file);
  const source = known.get(text) ?? ts.createSourceFile(file, text, ts.ScriptTarget.ES2022, true);
  known.set(text, source);
  return source;
}

/** Names that a file re-exports from another. */
function reExports(path: string, read: Reader): { name: string; file: string }[] {
  return parsed(path, read).statements.flatMap((statement) => {
    if (!ts.isExportDeclaration(statement) || !statement.moduleSpecifier) return [];
    if (!statement.exportClause || !ts.isNamedExports(statement.exportClause))
      throw new Error(`${path} re-exports whatever there is: ${statement.getText()}`);
    const file = join(
      dirname(path),
      (statement.moduleSpecifier as ts.StringLiteral).text.replace(/\.js$/, '.ts'),
    );
    return statement.exportClause.elements.map(({ name, propertyName }) => ({
      name: (propertyName ?? name).text,
      file,
    }));
  });
}

/** Every name that a front file exports, with the file in which it is declared. Front files only re-export. */
function exportsOf(front: string, read = fromDisk): { name: string; file: string }[] {
  if (parsed(front, read).statements.some((statement) => !ts.isExportDeclaration(statement)))
    throw new Error(`${front} holds more than re-exports`);
  return reExports(front, read).map((one) => {
    let at = one;
    while (!declarationOf(at.name, parsed(at.file, read))) {
      const next = reExports(at.file, read).find(({ name }) => name === at.name);
      if (!next) throw new Error(`${front} exports ${one.name}, which ${at.file} does not declare`);
      at = next;
    }
    return at;
  });
}

/** The statement that declares a name at the top of a file. */
function declarationOf(name: string, source: ts.SourceFile): ts.Statement | undefined {
  return source.statements.find((statement) => {
    if (ts.isVariableStatement(statement))
      return statement.declarationList.declarations.some((one) => one.name.getText() === name);
    const declared = ts.getNameOfDeclaration(statement as unknown as ts.Declaration);
    return declared?.getText() === name;
  });
}

/** Exports without a docstring, as `name (file)`. */
function undocumented(front: string, read = fromDisk): string[] {
  return exportsOf(front, read)
    .filter(
      ({ name, file }) =>
        !ts
          .getJSDocCommentsAndTags(declarationOf(name, parsed(file, read))!)
          .some((doc) => ts.isJSDoc(doc) && (ts.getTextOfJSDocComment(doc.comment) ?? '').length > 10),
    )
    .map(({ name, file }) => `${name} (${file})`);
}

describe('docstrings of the exports', () => {
  it.each(['model', 'scenarios', 'runner', 'analysis'])('enduring-duel/%s', (name) => {
    const front = `src/${name}/index.ts`;
    expect(exportsOf(front).length).toBeGreaterThan(8);
    expect(undocumented(front)).toEqual([]);
  });

  it('notices one that is missing, one that is empty, and a front file that holds code', () => {
    const files: Record<string, string> = {
      'front.ts': "export { said, unsaid as renamed, type Empty } from './between.js';",
      'between.ts': "import './x.js';\nexport { said, unsaid, type Empty } from './parts.js';",
      'parts.ts':
        '/** Says what it is. */\nexport const said = 1;\nexport function unsaid() {}\n/** */\nexport interface Empty {}',
      'code.ts': 'export const more = 1;',
    };
    const read: Reader = (file) => files[file]!;
    expect(undocumented('front.ts', read)).toEqual(['unsaid (parts.ts)', 'Empty (parts.ts)']);
    expect(() => undocumented('code.ts', read)).toThrow('holds more than re-exports');
  });
});
