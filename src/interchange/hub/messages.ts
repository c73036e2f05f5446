/** What the Hub, and other hosts of models and data, make one tell people. */
import { messages } from '../../messages/message';

export const hubTexts = {
  notAnAddress: ({ text }: { text: string }) =>
    `"${text}" is no address of a model. Write owner/name as on the Hub, paste the address of a page there, or the ` +
    'address of a folder (https://…).',
  notADataAddress: ({ text }: { text: string }) =>
    `"${text}" is no address of a data set. Write owner/name as on the Hub, or paste the address of a page there.`,
  badName: ({ name }: { name: string }) =>
    `"${name}" can't be a name on the Hub, which has letters, digits, "-", "_" and "." in names. Write ` +
    'owner/name, for example Xenova/bert-base-uncased.',
  noOwner: ({ name }: { name: string }) =>
    `"${name}" lacks the owner. Write owner/name as at the top of its page on the Hub, for example ` +
    'openai-community/gpt2.',
  badRevision: ({ revision }: { revision: string }) =>
    `"${revision}" can't be a revision. Name a branch, a tag or a commit, or leave it out.`,
  badPath: ({ path }: { path: string }) =>
    `"${path}" can't be a file of the repository. Name an .onnx file as listed on its page, for example ` +
    'onnx/model.onnx.',
  dataPage: ({ id }: { id: string }) => `"${id}" is a data set, not a model. Choose it under Data.`,
  modelPage: ({ id }: { id: string }) => `"${id}" is a model, not a data set. Choose it under Model.`,
  spacePage: ({ text }: { text: string }) =>
    `"${text}" is the address of a Space, which is a program. Take the model that it uses.`,
  withPassword: 'Addresses with a user name or a password are not opened. Leave them out.',
  notHttps: ({ address }: { address: string }) =>
    `"${address}" is not https, and a page that came by https may not load from there. Use an https address, or open ` +
    'this page from localhost.',

  notFound: ({ id, hub }: { id: string; hub: string }) =>
    `${hub} has no public repository "${id}": the name is mistyped, or it is private. Check the name; a private ` +
    'one can be downloaded with the account that may read it (hf download) and its files dropped here.',
  gated: ({ id, hub }: { id: string; hub: string }) =>
    `"${id}" is gated: its owner asks for an agreement and a login, which this page doesn't have. Accept the ` +
    `terms at ${hub}/${id}, download it with that account (hf download ${id}) and drop its files here.`,
  noRevision: ({ id, revision }: { id: string; revision: string }) =>
    `"${id}" has no revision "${revision}" (any more): the repository was changed, or made anew. Leave the ` +
    'revision out to take the newest one; its results may differ.',
  tooMany: ({ host, seconds }: { host: string; seconds: string }) =>
    `${host} answers no more requests for now (too many from here). Wait ${seconds} seconds and try again.`,
  serverFailed: ({ host, status }: { host: string; status: string }) =>
    `${host} answered with an error (${status}). Try again later.`,
  hubNotReached: ({ host }: { host: string }) =>
    `${host} could not be reached, and what is asked for is not kept here. Check the network connection; if the ` +
    'Hub is blocked here, set the address of a mirror in the settings.',
  folderNotReached: ({ address }: { address: string }) =>
    `"${address}" could not be read. Either there is no connection, or its server does not allow other pages to ` +
    'read it (CORS): it must send the header Access-Control-Allow-Origin. Else download the files and drop them ' +
    'here.',
  notTheHub: ({ host }: { host: string }) =>
    `${host} did not answer as a Hugging Face Hub does. Check the address of the Hub in the settings.`,
  missingFile: ({ path, id }: { path: string; id: string }) =>
    `"${id}" has no file ${path}. Choose one that its page lists.`,

  bytes: ({ number, unit }: { number: string; unit: string }) => `${number} ${unit}`,
  noOnnx: ({ id }: { id: string }) =>
    `"${id}" has no ONNX model. Export it yourself (pip install "optimum[onnxruntime]", then optimum-cli export ` +
    `onnx --model ${id} folder) and drop the folder's files here, or look for an export of it, often under ` +
    'onnx-community/ or Xenova/.',
  adapterNotModel: ({ id }: { id: string }) =>
    `"${id}" is an adapter, which needs the model that it was trained on. Open this page with #adapter=hf:${id} ` +
    'behind its address: where that model is known here, it is taken too.',
  noModelAt: ({ address, paths }: { address: string; paths: string }) =>
    `"${address}" has no ${paths}. Give the address of a folder with an exported model, or of its .onnx file.`,
  noTokenizer: ({ id }: { id: string }) =>
    `"${id}" has no tokenizer.json. Save it with the fast tokenizer (AutoTokenizer.from_pretrained("${id}", ` +
    'use_fast=True).save_pretrained("folder")) and drop all files here.',
  notText: ({ id }: { id: string }) =>
    `"${id}" has no vocabulary in its config.json, so it reads no text: it can't be trained here. Choose a ` +
    'language model.',
  headLeftOut: ({ head }: { head: string }) =>
    `The model was exported with a head of its own (${head}). It is left out: a new head is trained for the data here.`,
  fileTooLarge: ({ path, size }: { path: string; size: string }) =>
    `${path} has ${size}; a browser tab holds 2 GB. Choose a smaller stored form of the model, or a smaller model.`,

  cut: ({ file, loaded, total }: { file: string; loaded: string; total: string }) =>
    `The connection broke while "${file}" was loading (${loaded} of ${total}). What arrived is kept: try again, ` +
    'and it goes on from there.',
  damaged: ({ file }: { file: string }) =>
    `"${file}" arrived twice, and both times it was not what the Hub says it is. Something on the way changes it: a ` +
    "proxy, the network's sign-in page, a filter. Sign in to the network or use another one, then try again.",
  changed: ({ file }: { file: string }) =>
    `"${file}" changed on its server while it was loading. Load it again from the beginning.`,
  cancelled: ({ file }: { file: string }) =>
    `Loading "${file}" was stopped. What arrived is kept; play goes on from there.`,
  notKept: ({ file }: { file: string }) =>
    `There is no room to keep "${file}": it is used now, and will be downloaded again next time. Delete kept ` +
    'files in the settings.',

  noSuchSplit: ({ id, splits }: { id: string; splits: string }) =>
    `"${id}" has no such part. It has: ${splits}. Name one of them, as in hf:owner/name/config?split=train.`,
  noViewer: ({ id, reason }: { id: string; reason: string }) =>
    `The Hub's data viewer has no rows of "${id}" (${reason}). Download its files and drop them under Data.`,
  noRows: 'there are none',
  noDataFiles: 'nor has the repository parquet files',
  dataGated: ({ id, hub }: { id: string; hub: string }) =>
    `The data set "${id}" does not exist, is private or is gated: it can't be read without a login. Look it up at ` +
    `${hub}/datasets/${id}; with the account that may read it, download its files and drop them under Data.`,
  notAllRows: ({ rows, all }: { rows: string; all: string }) =>
    `${rows} of ${all} rows are used, taken evenly from the whole. A number behind "rows=" in the address ` +
    'changes that.',

  noAdapter: ({ id }: { id: string }) =>
    `"${id}" has no adapter_config.json with adapter_model.safetensors beside it, so it is no adapter of HF ` +
    'PEFT. If it is a model, choose it under Model.',
  pickledAdapter: ({ id }: { id: string }) =>
    `"${id}" stores its adapter as adapter_model.bin, a pickle, which may run code and is not opened. Load it ` +
    'with PEFT and save it again (save_pretrained writes safetensors), then drop the files here.',
  noBaseFor: ({ base }: { base: string }) =>
    `The adapter was trained on ${base}, of which no ONNX export is known here. Choose an export of it under Model: ` +
    'the adapter is then put on it.',
};

export const says = messages('hub', hubTexts);
