/**
 * Types and lint in one go: both ask the same TypeScript program, which is read and worked out once. Prints what `tsc`
 * and `eslint` would, and ends with 1 if either found something.
 *
 *     node scripts/static.mjs
 */
import { ESLint } from 'eslint';
import ts from 'typescript';
import { root } from './setup.mjs';

const host = {
  getCanonicalFileName: (name) => name,
  getCurrentDirectory: () => root,
  getNewLine: () => '\n',
};

const file = ts.findConfigFile(root, ts.sys.fileExists);
const { options, fileNames, errors } = ts.parseJsonConfigFileContent(
  ts.readConfigFile(file, ts.sys.readFile).config,
  ts.sys,
  root,
);
const program = ts.createProgram({
  rootNames: fileNames,
  options: { ...options, incremental: false, tsBuildInfoFile: undefined },
  configFileParsingDiagnostics: errors,
});
const found = ts.getPreEmitDiagnostics(program);
if (found.length > 0) process.stdout.write(ts.formatDiagnosticsWithColorAndContext(found, host));

const eslint = new ESLint({
  cwd: root,
  overrideConfig: [
    {
      files: ['**/*.{ts,tsx}'],
      languageOptions: { parserOptions: { programs: [program], projectService: false, project: null } },
    },
  ],
});
const results = await eslint.lintFiles(['.']);
const report = (await eslint.loadFormatter('stylish')).format(results);
if (report) console.log(report);
const faults = found.length + results.reduce((sum, { errorCount, warningCount }) => sum + errorCount + warningCount, 0);
process.exitCode = faults > 0 ? 1 : 0;
