/**
 * What of a method's texts the first screen does not need: its cost at inference, and what to mind. In the built page
 * English has them only here (scripts/page-methods.ts); another language's texts are whole.
 */
import type { Method } from '../../methods/contract';

interface Told {
  readonly name: string;
  readonly learn: { readonly inferenceCost: string; readonly pitfalls: string };
}

const modules = import.meta.glob<Told>(['../../methods/*/*.en.ts', '!../../methods/parts/*'], {
  query: '?on-request',
  import: 'texts',
  eager: true,
});
const english = new Map(Object.values(modules).map(({ name, learn }) => [name, learn]));

export const toldOnRequest = ({ name, learn: { inferenceCost, pitfalls } }: Method): Told['learn'] =>
  pitfalls ? { inferenceCost, pitfalls } : (english.get(name) ?? { inferenceCost, pitfalls });
