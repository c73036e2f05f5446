"""Makes models of real sizes with random weights, to measure what they need: BERT-base and SmolLM2-135M.

    python scripts/big-models/make_models.py OUT

(Needs torch, transformers 5, onnx, onnxruntime.) OUT/big/bert-base, OUT/big/smollm2 in fp32 by TorchScript's exporter,
and OUT/big/smollm2-q4 with all matrices and the table in four bits (MatMulNBits and GatherBlockQuantized that share the
tied one, blocks of 32). The stand-in Hub serves OUT; `measure.ts` trains on them in a browser.
"""
import multiprocessing
import subprocess
import sys
from pathlib import Path

here = Path(__file__).parent
sys.path.insert(0, str(here.parent / 'architectures'))
import export  # noqa: E402

SHAPES = {
    'bert-base': ('encoder', 'bert', dict(vocab_size=30522, hidden_size=768, num_hidden_layers=12, num_attention_heads=12,
                                          intermediate_size=3072, max_position_embeddings=512, pad_token_id=0)),
    'smollm2': ('decoder', 'llama', dict(vocab_size=49152, hidden_size=576, num_hidden_layers=30, num_attention_heads=9,
                                         num_key_value_heads=3, head_dim=64, intermediate_size=1536, max_position_embeddings=2048,
                                         tie_word_embeddings=True, pad_token_id=0, bos_token_id=1, eos_token_id=2)),
}


def make(name, out):
    kind, family, config = SHAPES[name]
    (export.ENCODERS if kind == 'encoder' else export.DECODERS)[family] = config
    result = export.export(kind, family, out / name, 1, ['torchscript'])
    print(name, result, flush=True)
    export.tokenizer(out / name)


def main():
    out = Path(sys.argv[1]) / 'big'
    for name in SHAPES:
        if not (out / name / 'onnx' / 'model.onnx').exists():
            child = multiprocessing.get_context('fork').Process(target=make, args=(name, out))
            child.start()
            child.join()
    forms = here.parent / 'stored-forms' / 'make_forms.py'
    subprocess.run([sys.executable, forms, out / 'smollm2', out, '--forms', 'q4-shared', '--block', '32', '--no-answers'], check=True)
    (out / 'smollm2-q4-shared').rename(out / 'smollm2-q4')


if __name__ == '__main__':
    main()
