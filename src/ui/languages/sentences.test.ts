/**
 * Sentences from outside of the page: the translator, and German ones for all that phases, settings, runs and data
 * bring.
 */
import ts from 'typescript';
import { describe, expect, it } from 'vitest';
import { checkWidth } from '../../methods/parts/bottleneck';
import { methods } from '../../methods/registry';
import { measured, plannedSources } from '../../methods/parts/sources';
import { summarise } from '../../methods/parts/sparseDelta';
import { sentences, said } from './german/said';
import { translator } from './sentences';

const sources = {
  ...import.meta.glob<string>(['../../**/*.ts', '!../**', '!../../**/*.test.ts'], {
    eager: true,
    query: '?raw',
    import: 'default',
  }),
  ...import.meta.glob<string>('../lesson/schema.ts', { eager: true, query: '?raw', import: 'default' }),
};
const text = (pattern: RegExp) => Object.entries(sources).filter(([path]) => pattern.test(path));

/** What a string or template of the source gives when 7 is put in everywhere; undefined for other expressions. */
function written(node: ts.Node): string | undefined {
  if (ts.isBinaryExpression(node) && node.operatorToken.kind === ts.SyntaxKind.PlusToken) {
    const [left, right] = [written(node.left), written(node.right)];
    return left === undefined && right === undefined ? undefined : `${left ?? '7'}${right ?? '7'}`;
  }
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isTemplateExpression(node))
    return node.head.text + node.templateSpans.map(({ literal }) => `7${literal.text}`).join('');
  return undefined;
}

/**
 * Strings and templates of one or more sentences among the nodes that `wanted` lets in, with all that is below those.
 */
function sentencesOf(pattern: RegExp, wanted: (node: ts.Node) => boolean): string[] {
  const found = new Set<string>();
  const collect = (node: ts.Node): void => {
    const sentence = written(node);
    // A sentence that may follow, or go before, is taken by itself.
    if (
      sentence !== undefined &&
      /[a-z]{2} [a-z7(]/.test(sentence) &&
      (/^[A-Z"7]/.test(sentence) || sentence.endsWith('.'))
    )
      found.add(
        sentence
          .trim()
          .replace(/^7 (?=[A-Z])/, '')
          .replace(/(?<=\.) ?7$/, ''),
      );
    else ts.forEachChild(node, collect);
  };
  const visit = (node: ts.Node): void => (wanted(node) ? collect(node) : ts.forEachChild(node, visit));
  for (const [path, source] of text(pattern)) visit(ts.createSourceFile(path, source, ts.ScriptTarget.Latest, true));
  return [...found];
}

const named = (node: ts.Node, ...names: string[]): boolean =>
  ts.isPropertyAssignment(node) && ts.isIdentifier(node.name) && names.includes(node.name.text);
const isPaper = (node: ts.Node): boolean =>
  ts.isObjectLiteralExpression(node.parent) && node.parent.properties.some((property) => named(property, 'authors'));
describe('the translator', () => {
  const of = translator([
    ['{0} of {1} left.', 'Von {1} sind {0} übrig.'],
    ['loss {0}', 'Loss {0}'],
    ['At the end: {0}.', 'Am Ende: {0}.'],
  ]);
  it.each([
    ['3 of 4,000 left.', 'Von 4.000 sind 3 übrig.'],
    ['At the end: loss 0.51.', 'Am Ende: Loss 0,51.'],
    ['At the end: loss 1.5e-4. Two of 2 left. No more.', 'Am Ende: Loss 1,5e-4. Von 2 sind Two übrig. No more.'],
    ['1, 2 of 3.5.csv left.', 'Von 3.5.csv sind 1, 2 übrig.'],
    ['Something else', 'Something else'],
  ])('%s', (english, german) => expect(of(english)).toBe(german));
});

describe('German has a sentence for', () => {
  /** Each of several sentences is another one in German. */
  const expectGerman = (english: string) => {
    const german = said.of(english);
    for (const sentence of english.split(/(?<=[.!?]) (?=[A-Z"])/))
      if (!['Training', 'Warmup'].includes(sentence)) expect(german, english).not.toContain(sentence);
  };

  const phases = sentencesOf(/\/methods\/.*\.ts$/, (node) => named(node, 'title', 'summary') && !isPaper(node)).filter(
    (title) => title !== 'Train 7',
  );
  it('phases: many are found', () => expect(phases.length).toBeGreaterThan(60));
  it.each(phases)('%s', expectGerman);

  const sparse = sentencesOf(
    /\/methods\/parts\/sparseDelta\.ts$/,
    (node) => ts.isFunctionDeclaration(node) && node.name?.text === 'summarise',
  );
  const ranks = sentencesOf(
    /\/methods\/parts\/triplets\.ts$/,
    (node) => ts.isFunctionDeclaration(node) && node.name?.text === 'rankReport',
  );
  it.each([
    ...sparse,
    ...ranks,
    measured({}),
    measured({ validation: { loss: 1, accuracy: 0.5 } }),
    measured({ validation: { loss: 1 } }),
    'Train serial 16, parallel 0, prefix 4, layers 1 2',
  ])('%s', expectGerman);

  it('a selection, with its numbers in groups of three', () => {
    const chosen = summarise(
      new Map([
        ['a', new Int32Array(12345)],
        ['b', new Int32Array(7)],
      ]),
      [
        { name: 'a', layer: 0 },
        { name: 'b', layer: 1 },
      ],
      1_000_000,
    );
    expect(chosen).toBe(
      'Kept 12,352 of 1,000,000 entries, 1.2 %. Most lie in layer 1 (12,345), fewest in layer 2 (7).',
    );
    expect(said.of(chosen)).toBe(
      'Behalten: 12.352 von 1.000.000 Einträgen, 1,2 %. Die meisten liegen in Schicht 1 (12.345), die ' +
        'wenigsten in Schicht 2 (7).',
    );
  });

  // Checks of settings return their sentence.
  const checks = sentencesOf(
    /\/methods\/(additive|baseline|partial|reparameterised|hybrid|unified|parts)\/.*\.ts$/,
    (node) =>
      (ts.isMethodDeclaration(node) && ts.isIdentifier(node.name) && node.name.text === 'check') ||
      (ts.isFunctionDeclaration(node) && /^(lowRankRefusal|checkWidth)$/.test(node.name?.text ?? '')),
  ).filter((sentence) => !sentence.endsWith('; 7.'));
  it('settings: many are found', () => expect(checks.length).toBeGreaterThan(15));
  it.each([...checks, 'group of qa-lora is 32, which does not divide the 200 inputs of a layer; choose 8 or 16.'])(
    '%s',
    expectGerman,
  );
  it('a real one, with its numbers', () => {
    expect(said.of(checkWidth('adamix', 300, 128)!)).toBe(
      'm von adamix ist 300, breiter als das Modell: eine Engstelle geht von 1 bis 128.',
    );
    const lst = methods.find(({ id }) => id === 'lst')!;
    expect(said.of(lst.check!({ hidden: 128 } as never, { reduction: 3 })!)).toContain('kein Teiler der Breite 128');
    expect(() => plannedSources('LoRAHub', { hyperparameters: { sources: 2 }, sources: 0 })).toThrow(
      'LoRAHub learns from other data sets first',
    );
  });

  const failures = sentencesOf(
    /\/training\/failures\.ts$/,
    (node) =>
      (ts.isFunctionDeclaration(node) && /^(causesOfExplosion|waysToSaveMemory)$/.test(node.name?.text ?? '')) ||
      (ts.isVariableDeclaration(node) && node.name.getText() === 'advice'),
  );
  it('failures: many are found', () => expect(failures.length).toBeGreaterThan(6));
  it.each(failures)('%s', expectGerman);

  it.each([
    ['WASM · 1 thread', 'WASM · 1 Thread'],
    ['WASM · 16 threads', 'WASM · 16 Threads'],
    ['WebGPU · nvidia ada', 'WebGPU · nvidia ada'],
  ])('the backend %s', (english, german) => expect(said.of(english)).toBe(german));
  it.each(['loss', 'gradient'])('a %s that is no number', (what) =>
    expect(
      said.of(
        `Training stopped: at step 12 the ${what} was no longer a finite number. The state of step 10 was ` +
          'kept: go on from there with a lower learning rate.',
      ),
    ).toMatch(/^Das Training .* bei Schritt 12 .*Der Stand von Schritt 10 /),
  );
  it('a loss that has run away', () =>
    expect(
      said.of(
        'Training stopped: it diverged. At step 12 the loss was 3.1e+5, and it began at 0.69. The run is back ' +
          'at its start: start again with a lower learning rate.',
      ),
    ).toBe(
      'Das Training wurde angehalten, es ist divergiert: bei Schritt 12 war der Loss 3,1e+5, angefangen hat er ' +
        'bei 0,69. Der Lauf steht wieder am Anfang: mit kleinerer Lernrate neu starten.',
    ));
});

describe('no German sentence is for nothing', () => {
  const all = Object.values(sources)
    .join('\n')
    .replace(/['"`] \+\s*['"`]/g, '')
    .replaceAll("\\'", "'");
  it.each(sentences)('%s', (english) => {
    // Templates put a phrase together from pieces, one of which may be chosen in the code.
    const longest = english
      .split(/\{\d\}/)
      .flatMap((piece) => piece.split(/(?<=[.:;,]) | (?=serial |with a lower )| (?:loss|gradient|text|label) /))
      .map((piece) => piece.replace(/^” |[.,;:(] *$/g, '').trim())
      .sort((a, b) => b.length - a.length)[0]!;
    expect(all.includes(longest), longest).toBe(true);
  });
  it('and none leaves out what is put in, or puts in what is not there', () => {
    const holes = (template: string) => new Set(template.match(/\{\d\}/g));
    for (const [english, german] of sentences)
      expect(
        [...holes(german)].filter((hole) => !holes(english).has(hole)),
        english,
      ).toEqual([]);
  });
});
