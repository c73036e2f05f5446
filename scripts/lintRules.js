/** Lint rules of the project's own, beside those of oxlint.config.js: how long a function and a line may be. */

/** `describe(…)`, `describe.each(…)(…)`, `describe.skipIf(…)(…)`: a list of tests, not a function. */
const isDescribe = (callee) =>
  callee.type === 'Identifier'
    ? callee.name === 'describe'
    : isDescribe(callee.type === 'CallExpression' ? callee.callee : (callee.object ?? { type: 'Identifier' }));

const schema = [{ type: 'object', properties: { max: { type: 'integer' } }, required: ['max'] }];

/** Lines of code of each function, without blank lines and lines that hold a comment alone. */
const linesPerFunction = {
  meta: { schema },
  create(context) {
    const { max } = context.options[0];
    /** For each line how many lines of code come before it; counted once, when a function is long enough to need it. */
    let codeBefore;
    const count = () => {
      const comments = context.sourceCode.getAllComments().map(({ range }) => range);
      const bare = comments.reduceRight(
        (text, [from, to]) => text.slice(0, from) + text.slice(from, to).replace(/[^\n]/g, ' ') + text.slice(to),
        context.sourceCode.text,
      );
      let sum = 0;
      return [0, ...bare.split('\n').map((line) => (sum += line.trim() === '' ? 0 : 1))];
    };
    const check = (node) => {
      const { start, end } = node.loc;
      if (end.line - start.line < max) return;
      if (node.parent.type === 'CallExpression' && isDescribe(node.parent.callee)) return;
      codeBefore ??= count();
      const lines = codeBefore[end.line] - codeBefore[start.line - 1];
      if (lines > max)
        context.report({ node, message: `This function has ${lines} lines of code; ${max} are allowed.` });
    };
    return { FunctionDeclaration: check, FunctionExpression: check, ArrowFunctionExpression: check };
  },
};

/** Length of lines, but for those that hold an address or a regular expression. Prettier breaks code; this finds comments and strings. */
const lineLength = {
  meta: { schema },
  create(context) {
    const { max } = context.options[0];
    return {
      Program() {
        const long = context.sourceCode.lines.flatMap((line, index) => (line.length > max ? [index + 1] : []));
        if (long.length === 0) return;
        const patterns = new Set(
          context.sourceCode.ast.tokens
            ?.filter(({ type }) => type === 'RegularExpression')
            .map(({ loc }) => loc.start.line),
        );
        for (const line of long) {
          const text = context.sourceCode.lines[line - 1];
          if (/[^:/?#]:\/\/[^?#]/.test(text) || patterns.has(line)) continue;
          const loc = { start: { line, column: 0 }, end: { line, column: text.length } };
          context.report({ loc, message: `This line has ${text.length} characters; ${max} are allowed.` });
        }
      },
    };
  },
};

export default {
  meta: { name: 'house' },
  rules: { 'lines-per-function': linesPerFunction, 'line-length': lineLength },
};
