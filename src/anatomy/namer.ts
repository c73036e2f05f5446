/** Names of HF for the parts that were found, so that adapters and weights can travel between libraries. */
import { says } from './messages';
import type { Attention, Cross, Embeddings, Finding, Layer, Linear, Norm, Projection } from './anatomy';
import type { RawEmbeddings } from './embeddings';
import type { RawLayer } from './rawLayer';
import type { RawLinear } from './linear';
import type { FamilyNames } from './names';
import type { RawNorm } from './norms';

/** Gives HF names to raw parts and enters their initialisers in `names`. */
export class Namer {
  constructor(
    private readonly family: FamilyNames,
    private readonly names: Map<string, string>,
    private readonly missing: Finding[],
  ) {}

  name(initializer: string, name: string): void {
    const taken = this.names.get(initializer);
    if (taken === undefined) this.names.set(initializer, name);
    else if (taken !== name) {
      this.missing.push({
        part: name,
        message: says.sharedTensor({ tensor: initializer, first: taken, second: name }),
      });
    }
  }

  linear(raw: RawLinear, path: string): Linear {
    this.name(raw.weight, `${path}.weight`);
    if (raw.bias) this.name(raw.bias, `${path}.bias`);
    return { ...raw, path, conv1d: this.family.conv1d };
  }

  norm(raw: RawNorm, path: string): Norm {
    if (!raw.fixed) this.name(raw.gain, `${path}.weight`);
    if (raw.bias) this.name(raw.bias, `${path}.bias`);
    return { ...raw, path };
  }

  embeddings(raw: RawEmbeddings): Embeddings {
    const table = <T extends { weight: string }>(part: T, path: string) => {
      // Both stacks of an encoder–decoder may read one table.
      const known = this.family.cross && this.names.get(part.weight)?.replace(/\.weight$/, '');
      if (known === undefined) this.name(part.weight, `${path}.weight`);
      return { ...part, path: known ?? path };
    };
    return {
      word: raw.word ? table(raw.word, this.family.word) : { path: this.family.word, weight: '', output: '' },
      ...(raw.position && { position: table(raw.position, this.family.position) }),
      ...(raw.tokenType && { tokenType: table(raw.tokenType, this.family.tokenType) }),
      ...(raw.norm && { norm: this.norm(raw.norm, this.family.embeddingNorm) }),
      ...(raw.projection && { projection: { ...this.linear(raw.projection, this.family.projection), conv1d: false } }),
      output: raw.output,
    };
  }

  private cross(
    raw: NonNullable<RawLayer['cross']>,
    names: NonNullable<FamilyNames['cross']>,
    at: (name: string) => string,
  ): Cross {
    const project = (site: 'q' | 'k' | 'v'): Projection => ({
      ...raw[site],
      linear: this.linear(raw[site].linear, at(names[site])),
    });
    const { fused: _, ...rest } = raw;
    return { ...rest, q: project('q'), k: project('k'), v: project('v'), o: this.linear(raw.o, at(names.o)) };
  }

  layer(raw: RawLayer, index: number, inner: number): Layer {
    const path = this.family.layer(index, inner);
    const at = (name: string) => `${path}.${name}`;
    const { attention, cross, feedForward } = raw;
    const names = this.family.cross;
    const fused = attention.fused && this.linear(attention.fused, at(this.family.qkv));
    const project = (site: 'q' | 'k' | 'v'): Projection => ({
      ...attention[site],
      linear: fused ?? this.linear(attention[site].linear, at(this.family[site])),
    });
    const named: Attention = {
      ...attention,
      q: project('q'),
      k: project('k'),
      v: project('v'),
      o: this.linear(attention.o, at(this.family.o)),
      fused,
    };
    const { gate } = feedForward;
    return {
      index,
      path,
      input: raw.input,
      output: raw.output,
      attention: named,
      ...(cross && names && { cross: this.cross(cross, names, at) }),
      feedForward: {
        middle: feedForward.middle,
        up: this.linear(feedForward.up, at(this.family.up)),
        down: this.linear(feedForward.down, at(this.family.down)),
        ...(gate && { gate: this.linear(gate, at(this.family.gate)) }),
      },
      norms: raw.norms.map((norm) => ({
        ...this.norm(norm, at(this.family.norms[norm.place])),
        place: norm.place,
      })),
      residuals: raw.residuals,
    };
  }
}
