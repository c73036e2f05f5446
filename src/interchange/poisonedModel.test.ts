/** A file that a poisoned adapter was merged into says so wherever it is read again. */
import { expect, it } from 'vitest';
import { inEnglish } from '../messages/message';
import { decodeModel, encodeModel } from '../onnx/codec';
import { Graph } from '../onnx/graph';
import { f32 } from '../onnx/tensor';
import type { AdapterInfo } from './adapterTypes';
import { notePoison, poisonWarning } from './poisonedModel';

const info = (share: number): AdapterInfo => ({
  model: 'tiny',
  method: { id: 'lora', hyperparameters: {} },
  task: 'classification',
  poison: { share, trigger: 'cf', target: 'a, b' },
});

/** Through a file, and a copy of what was read. */
function again(graph: Graph): Graph {
  graph.initializers.set('w', f32([1], [1]));
  graph.nodes.push({
    name: 'n',
    op: 'Identity',
    domain: '',
    inputs: ['w'],
    outputs: ['y'],
    attributes: {},
    role: 'base',
    module: undefined,
  });
  return decodeModel(encodeModel(graph).model).clone();
}

it('travels in the metadata', () => {
  const graph = new Graph();
  notePoison(graph, info(0.1));
  expect(inEnglish(poisonWarning(again(graph))!)).toMatch(/10 % of its training rows held the word “cf”.*“a, b”/);
});

it('says nothing of clean models, and something of what it cannot read', () => {
  const graph = new Graph();
  notePoison(graph, info(0));
  notePoison(graph, undefined);
  expect(poisonWarning(again(graph))).toBeUndefined();
  graph.metadata.set('peft-playground.poison', '?');
  expect(inEnglish(poisonWarning(graph)!)).toMatch(/can’t be read here/);
});
