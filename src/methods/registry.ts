/** All methods, in the order in which they are offered. Adding one is its file and one line here. */
import { MessageError } from '../messages/message';
import { says } from './messages';
import type { Method } from './contract';
import { adapterFusion } from './additive/adapterFusion';
import { adapterSoup } from './additive/adapterSoup';
import { adapterDrop } from './additive/adapterDrop';
import { attempt } from './additive/attempt';
import { attentionFusion } from './additive/attentionFusion';
import { coda } from './additive/coda';
import { hadamardAdapter } from './additive/hadamardAdapter';
import { hyperformer } from './additive/hyperformer';
import { ia3 } from './additive/ia3';
import { loreft } from './additive/loreft';
import { llamaAdapter } from './additive/llamaAdapter';
import { lst } from './additive/lst';
import { mera } from './additive/mera';
import { cpt } from './additive/cpt';
import { mpt } from './additive/mpt';
import { parallelAdapter } from './additive/parallelAdapter';
import { pasta } from './additive/pasta';
import { pfeifferAdapter } from './additive/pfeifferAdapter';
import { prefixTuning } from './additive/prefixTuning';
import { promptTuning } from './additive/promptTuning';
import { pTuning } from './additive/pTuning';
import { residualAdapter } from './additive/residualAdapter';
import { sequentialAdapter } from './additive/sequentialAdapter';
import { spot } from './additive/spot';
import { tinyAttn } from './additive/tinyAttn';
import { warp } from './additive/warp';
import { full } from './baseline/full';
import { headOnly } from './baseline/headOnly';
import { autopeft } from './hybrid/autopeft';
import { compacter } from './hybrid/compacter';
import { mamAdapter } from './hybrid/mamAdapter';
import { s3deltaM } from './hybrid/s3deltaM';
import { s4 } from './hybrid/s4';
import { sMam } from './hybrid/sMam';
import { uMam } from './hybrid/uMam';
import { unipelt } from './hybrid/unipelt';
import { bitfit } from './partial/bitfit';
import { childTuning } from './partial/childTuning';
import { diffPruning } from './partial/diffPruning';
import { fishMask } from './partial/fishMask';
import { lnTuning } from './partial/lnTuning';
import { ltSft } from './partial/ltSft';
import { trainableTokens } from './partial/trainableTokens';
import { sam } from './partial/sam';
import { sBitfit } from './partial/sBitfit';
import { thresholdMask } from './partial/thresholdMask';
import { uBitfit } from './partial/uBitfit';
import { intrinsicSaid } from './reparameterised/intrinsicSaid';
import { kernelMix } from './reparameterised/kernelMix';
import { krona } from './reparameterised/krona';
import { loftq } from './reparameterised/loftq';
import { qaLora } from './reparameterised/qaLora';
import { qlora } from './reparameterised/qlora';
import { adalora } from './reparameterised/adalora';
import { deltaLora } from './reparameterised/deltaLora';
import { dylora } from './reparameterised/dylora';
import { increlora } from './reparameterised/increlora';
import { lLora } from './reparameterised/lLora';
import { lora } from './reparameterised/lora';
import { laplaceLora } from './reparameterised/laplaceLora';
import { lorahub } from './reparameterised/lorahub';
import { moelora } from './reparameterised/moelora';
import { adamix } from './unified/adamix';
import { propetl } from './unified/propetl';
import { sparseAdapter } from './unified/sparseAdapter';
import { loraFa } from './reparameterised/loraFa';
import { road } from './additive/road';
import { c3a } from './reparameterised/c3a';
import { loraPlus } from './reparameterised/loraPlus';
import { pissa } from './reparameterised/pissa';
import { olora } from './reparameterised/olora';
import { alora } from './reparameterised/alora';
import { galore } from './reparameterised/galore';
import { xLora } from './reparameterised/xLora';
import { poly } from './reparameterised/poly';
import { eva } from './reparameterised/eva';
import { corda } from './reparameterised/corda';
import { loraGa } from './reparameterised/loraGa';
import { vera } from './reparameterised/vera';
import { loha } from './reparameterised/loha';
import { lokr } from './reparameterised/lokr';
import { hra } from './reparameterised/hra';
import { oft } from './reparameterised/oft';
import { boft } from './reparameterised/boft';
import { loraXs } from './reparameterised/loraXs';
import { tinylora } from './reparameterised/tinylora';
import { delora } from './reparameterised/delora';
import { randlora } from './reparameterised/randlora';
import { vblora } from './reparameterised/vblora';
import { gralora } from './reparameterised/gralora';
import { fourierft } from './reparameterised/fourierft';
import { waveft } from './reparameterised/waveft';
import { shira } from './reparameterised/shira';
import { miss } from './reparameterised/miss';
import { hira } from './reparameterised/hira';
import { loraPrune } from './reparameterised/loraPrune';
import { sora } from './reparameterised/sora';

export const methods: readonly Method[] = [
  full,
  headOnly,
  sequentialAdapter,
  pfeifferAdapter,
  residualAdapter,
  parallelAdapter,
  tinyAttn,
  coda,
  adapterDrop,
  adapterFusion,
  adapterSoup,
  mera,
  hyperformer,
  promptTuning,
  prefixTuning,
  pTuning,
  spot,
  attempt,
  mpt,
  cpt,
  warp,
  llamaAdapter,
  ia3,
  pasta,
  attentionFusion,
  lst,
  hadamardAdapter,
  road,
  loreft,
  bitfit,
  uBitfit,
  sBitfit,
  lnTuning,
  thresholdMask,
  fishMask,
  ltSft,
  childTuning,
  diffPruning,
  trainableTokens,
  sam,
  lora,
  krona,
  intrinsicSaid,
  kernelMix,
  loraFa,
  dylora,
  sora,
  adalora,
  increlora,
  deltaLora,
  loraPrune,
  qlora,
  loftq,
  qaLora,
  laplaceLora,
  lorahub,
  lLora,
  moelora,
  galore,
  alora,
  poly,
  xLora,
  loraPlus,
  pissa,
  olora,
  corda,
  loraGa,
  eva,
  vera,
  loha,
  lokr,
  hra,
  oft,
  boft,
  loraXs,
  tinylora,
  delora,
  randlora,
  vblora,
  gralora,
  fourierft,
  waveft,
  shira,
  miss,
  hira,
  c3a,
  mamAdapter,
  compacter,
  unipelt,
  s4,
  autopeft,
  s3deltaM,
  uMam,
  sMam,
  adamix,
  sparseAdapter,
  propetl,
];

/** @throws Error naming the methods that exist. */
export function methodById(id: string): Method {
  const method = methods.find((candidate) => candidate.id === id);
  if (!method)
    throw new MessageError(
      says.noSuchMethod({ method: id, methods: { list: methods.map((candidate) => candidate.id) } }),
    );
  return method;
}
