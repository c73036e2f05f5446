import { expect, it } from 'vitest';
import { OWN } from '../worker/protocol';
import { Given } from './given';
import type { OwnModel, State } from './state';

it('hands a model over again when the worker has read another since, and holds on to no earlier one', async () => {
  const asked: unknown[] = [];
  const given = new Given(
    { call: (name, argument) => (asked.push([name, argument]), new Promise((done) => done(undefined as never))) },
    '',
  );
  const model = (name: string) => ({ files: [{ path: name, file: new File([], name) }] }) as unknown as OwnModel;
  const [first, second] = [model('a'), model('b')];
  const chosen = (ownModel: OwnModel) => ({ settings: { model: OWN }, ownModel }) as unknown as State;
  given.add(first);
  await given.giveModel(chosen(first));
  expect(asked).toEqual([]);
  given.add(second);
  await given.giveModel(chosen(second));
  await given.giveModel(chosen(first));
  await given.giveModel(chosen(first));
  expect(asked).toEqual([['readModel', { files: first.files }]]);
});
